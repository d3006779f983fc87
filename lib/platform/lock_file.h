// Allows one process per data folder. The operating system holds the lock and releases it when the
// process ends, however it ends; a file left behind by a crash locks nothing. The holder writes
// into the file where it serves, so that a second start can say so, or open the browser there. And
// it writes that it is at work, until it calls done(): so the next holder knows whether this one
// was killed.
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
  // Absent if another process holds it. From now on, until done(), this one is at work.
  static std::optional<LockFile> take(const std::filesystem::path&);
  // What the last holder said; empty if nothing.
  static std::string said(const std::filesystem::path&);

  // Whether the holder before this one ended without done().
  bool found_unfinished() const { return found_unfinished_; }
  void say(std::string_view);
  // To be called when everything is closed in order. After that, nothing may be changed.
  void done() noexcept;

 private:
  explicit LockFile(File file) : file_(std::move(file)) {}
  File file_;
  bool found_unfinished_ = false;
};

}  // namespace lastseat::platform
