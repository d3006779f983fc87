// Replaces a file as a whole or not at all: a temporary file in the same folder is written, flushed
// to the disk and renamed over the target, and the folder is flushed. Whoever reads the target, at
// any time and after any crash, finds the old text or the new one.
//
// One thread at a time. Errors are std::system_error, and name the path; the target is then
// untouched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/file.h"

namespace lastseat {

class AtomicFile {
 public:
  // Only a regular file, or none, may be replaced: never a device, a pipe or a folder.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();  // without commit() nothing has happened
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view);
  void overwrite(std::uint64_t offset, std::string_view);  // of what was written already
  // Throws if it did not happen; or, with the new file in place, if the folder could not be
  // flushed.
  void commit();

 private:
  void write_buffer();

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  platform::File file_;
  std::string buffer_;
  bool committed_ = false;
};

void replace_file(const std::filesystem::path&, std::string_view text);

// Removes the temporaries that a crash left behind. Only while nobody else writes into the folder.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace lastseat
