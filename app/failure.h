// How a subcommand fails: a sentence for the user, and the exit code that scripts rely on.
#pragma once

#include <stdexcept>
#include <string>

namespace lastseat {

struct Exit {
  static constexpr int kDone = 0;
  static constexpr int kFailed = 1;
  static constexpr int kUsage = 2;
  static constexpr int kPortInUse = 3;
  static constexpr int kDataFolder = 4;  // locked, unusable or corrupt
  static constexpr int kBadRows = 5;
};

// Ends the program with this code. main prints what() to standard error.
struct Failure : std::runtime_error {
  Failure(int exit_code, const std::string& what) : std::runtime_error(what), code(exit_code) {}
  int code;
};

}  // namespace lastseat
