// The effect of a command: what it promised, as a short text in a fixed spelling. The journal keeps
// it, and a replay must give the same. It has numbers and codes, never a name or a roll, so that it
// outlives an erasure. Each outcome's own effect_of() stands in its room.
//
// The spelling is part of the journal's format: one that was released never changes.
#pragma once

#include <string>
#include <vector>

#include "domain/values/registration.h"

namespace lastseat {

// ", promoted 640 seat 17" for each of them.
inline std::string promotions(const std::vector<Registration>& promoted) {
  std::string text;
  for (const Registration& each : promoted) {
    text += ", promoted " + std::to_string(each.id.value) + " seat " + std::to_string(each.seat);
  }
  return text;
}

}  // namespace lastseat
