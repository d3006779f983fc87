// A file that is written so that it is really there: every byte or an error, and flushed to the
// disk when asked. One thread at a time. Errors are std::system_error, and name the path.
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

  static File create(const std::filesystem::path&);           // fails if there is one of that name
  static File open_lasting(const std::filesystem::path&);     // reads and writes; made if missing
  static File nameless(const std::filesystem::path& folder);  // gone when it is closed

  bool is_open() const { return handle_ != kNone; }
  void write(std::string_view);  // after what was written last
  void write_at(std::uint64_t offset, std::string_view) const;
  std::size_t read_at(std::uint64_t offset, char* to, std::size_t most) const;
  void truncate();
  void flush();        // returns when the disk has said that it is there
  void flush_bytes();  // the same, but for times and the like: as the database flushes
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

// Which file has that name, in numbers that no other file has while this one is open or there.
// Nothing if there is none. It opens nothing.
struct FileIdentity {
  std::uint64_t disk;
  std::uint64_t number;
  bool operator==(const FileIdentity&) const = default;
};
std::optional<FileIdentity> identity_of(const std::filesystem::path&);

// Flushes the folder's own list of names, so that a file made or renamed in it survives a crash.
void flush_folder(const std::filesystem::path&);

// `to` becomes what `from` is, in one step where the file system can do that.
void replace(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace lastseat::platform
