// A file that is written reliably: every byte or an error, and flushed to the disk on request. One
// thread at a time. Errors are std::system_error, and name the path.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

namespace lastseat::platform {

class File {
 public:
  File() = default;
  ~File();
  File(File&&) noexcept;
  File& operator=(File&&) noexcept;

  static File create(const std::filesystem::path&);        // fails if the name exists
  static File open_lasting(const std::filesystem::path&);  // reads and writes; created if missing
  static File nameless(const std::filesystem::path& folder);  // removed when it is closed

  bool is_open() const { return handle_ != kNone; }
  void write(std::string_view);  // after the last write
  void write_at(std::uint64_t offset, std::string_view) const;
  std::size_t read_at(std::uint64_t offset, char* to, std::size_t most) const;
  void truncate();
  // Gives these bytes to the disk, so that a later flush() has less to do. Confirms nothing, and
  // does nothing where the system has no such call.
  void write_back(std::uint64_t offset, std::uint64_t length) const;
  void flush();        // returns when the disk has confirmed it
  void flush_bytes();  // the same without timestamps and the like, as the database flushes
  void close();        // errors count: some file systems report a lost write only here

 private:
  friend class LockFile;
  static constexpr std::intptr_t kNone = -1;
  File(std::intptr_t handle, std::filesystem::path path);
  int descriptor() const;
  [[noreturn]] void fail(const char* what) const;

  std::intptr_t handle_ = kNone;
  std::filesystem::path path_;
};

// Identifies the file of that name: no other file has the same numbers while this one is open or
// exists. Absent if there is none. Opens nothing.
struct FileIdentity {
  std::uint64_t disk;
  std::uint64_t number;
  bool operator==(const FileIdentity&) const = default;
};
std::optional<FileIdentity> identity_of(const std::filesystem::path&);

// Flushes the folder's list of names, so that a file created or renamed in it survives a crash.
void flush_folder(const std::filesystem::path&);

// Renames `from` to `to`, replacing it in one step if the file system can.
void replace(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace lastseat::platform
