// Replaces a file as a whole or not at all. The new content is written to a temporary file in the
// same folder and flushed to the disk, then the temporary file is renamed to the target, and the
// folder is flushed. Whoever reads the target, at any time and after any crash, finds either the
// old content or the new.
//
// One thread at a time. Throws std::system_error, which names the path; the target is then
// unchanged, except as commit() says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "platform/file.h"

namespace lastseat {

class AtomicFile {
 public:
  // The target must be a regular file or not exist: a device, a pipe or a folder is never replaced.
  explicit AtomicFile(const std::filesystem::path& target);
  ~AtomicFile();  // without commit(), the target is unchanged
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view);
  void overwrite(std::uint64_t offset, std::string_view);  // replaces bytes that were written
  // Gives the next piece of what was written to the disk, and returns when it is there, so that
  // commit() has less to flush. False: there is none.
  bool write_back_piece();
  // If it throws, either the target is unchanged, or it is the new file but the folder could not be
  // flushed.
  void commit();

 private:
  void write_buffer();

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  platform::File file_;
  std::string buffer_;
  std::uint64_t size_ = 0;          // of what was given to the system,
  std::uint64_t written_back_ = 0;  // and of that, what was given to the disk
  bool committed_ = false;
};

void replace_file(const std::filesystem::path&, std::string_view text);

// Removes the temporary files that a crash left. Call it only while nobody else writes to the
// folder.
void remove_leftovers(const std::filesystem::path& folder);

}  // namespace lastseat
