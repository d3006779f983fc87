// A premise of a rule. If it does not hold, the program has a bug: the command fails, nothing is
// changed, and the log says which premise was broken.
#pragma once

#include <stdexcept>

namespace lastseat {

struct BrokenPremise : std::logic_error {
  using std::logic_error::logic_error;
};

inline void require(bool holds, const char* premise) {
  if (!holds) throw BrokenPremise(premise);
}

}  // namespace lastseat
