// Allows one process per data folder. The operating system holds the lock and releases it when the
// process ends, however it ends; a file left behind by a crash locks nothing. The holder writes
// into the file where it serves, so that a second start can say so, or open the browser there.
// Never lock the database file itself: closing any handle of it would drop SQLite's locks.
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
  // What the last holder wrote; empty if nothing.
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
