// How a subcommand fails: a sentence for the user, and the exit code that scripts rely on.
#pragma once

#include <utility>

#include "text/error.h"

namespace lastseat {

struct Exit {
  static constexpr int kDone = 0;
  static constexpr int kFailed = 1;
  static constexpr int kUsage = 2;
  static constexpr int kPortInUse = 3;
  static constexpr int kDataFolder = 4;  // locked, unusable or corrupt
  static constexpr int kBadRows = 5;
};

// Ends the program with this code. main says it on standard error.
struct Failure : Error {
  Failure(int exit_code, Message message) : Error(std::move(message)), code(exit_code) {}
  int code;
};

}  // namespace lastseat
