// What people read when a command is refused, all of it here: short, and it says what to do next.
// Pure functions, any thread.
#pragma once

#include <string>

#include "domain/outcome.h"

namespace lastseat::json {

struct Sentences {
  std::string title;   // what is the matter, a few words
  std::string detail;  // the same with the figures, and what to do
};

Sentences sentences_for(const Refused&);

}  // namespace lastseat::json
