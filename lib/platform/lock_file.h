// One process a data folder. The lock is the operating system's and goes with the process, however
// it ends; a file that a crash left behind does not lock anything. The holder says in it where it
// serves, so that a second start can tell, or open the browser there. Never the database file
// itself: closing any handle of it would drop the locks of SQLite.
//
// One thread at a time. Errors are std::system_error, and name the path.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "platform/file.h"

namespace lastseat::platform {

class LockFile {
 public:
  // Absent if another process holds it.
  static std::optional<LockFile> take(const std::filesystem::path&);
  // What the last holder said; empty if it said nothing.
  static std::string said(const std::filesystem::path&);

  LockFile(LockFile&&) noexcept = default;
  LockFile& operator=(LockFile&&) noexcept = default;
  ~LockFile();

  void say(std::string_view);

 private:
  explicit LockFile(File file) : file_(std::move(file)) {}
  File file_;
};

}  // namespace lastseat::platform
