#include "platform/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>
#include <utility>

namespace lastseat::platform {
namespace {

[[noreturn]] void fail_with(const char* what, const std::filesystem::path& path) {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " " + path.string());
}

int open_or_fail(const std::filesystem::path& path, int flags) {
  int fd;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  } while (fd < 0 && errno == EINTR);
  if (fd < 0) fail_with("cannot open", path);
  return fd;
}

}  // namespace

File::File(std::intptr_t handle, std::filesystem::path path)
    : handle_(handle), path_(std::move(path)) {}

File::~File() {
  if (is_open()) ::close(descriptor());
}

File::File(File&& other) noexcept
    : handle_(std::exchange(other.handle_, kNone)), path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  std::swap(handle_, other.handle_);
  std::swap(path_, other.path_);
  return *this;
}

int File::descriptor() const { return static_cast<int>(handle_); }

void File::fail(const char* what) const { fail_with(what, path_); }

File File::create(const std::filesystem::path& path) {
  return File(open_or_fail(path, O_WRONLY | O_CREAT | O_EXCL), path);
}

File File::open_lasting(const std::filesystem::path& path) {
  return File(open_or_fail(path, O_RDWR | O_CREAT), path);
}

File File::nameless(const std::filesystem::path& folder) {
  std::string name = (folder / ".lastseat-XXXXXX.tmp").string();
  const int fd = ::mkostemps(name.data(), 4, O_CLOEXEC);
  if (fd < 0) fail_with("cannot make a temporary file in", folder);
  ::unlink(name.c_str());
  return File(fd, folder);
}

void File::write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write");
    text.remove_prefix(static_cast<std::size_t>(count));
  }
}

void File::write_at(std::uint64_t offset, std::string_view text) const {
  while (!text.empty()) {
    const ssize_t count =
        ::pwrite(descriptor(), text.data(), text.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write");
    text.remove_prefix(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

std::size_t File::read_at(std::uint64_t offset, char* to, std::size_t most) const {
  std::size_t got = 0;
  while (got < most) {
    const auto at = static_cast<off_t>(offset + got);
    const ssize_t count = ::pread(descriptor(), to + got, most - got, at);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot read");
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  return got;
}

void File::truncate() {
  if (::ftruncate(descriptor(), 0) != 0) fail("cannot empty");
  if (::lseek(descriptor(), 0, SEEK_SET) < 0) fail("cannot empty");
}

void File::write_back(std::uint64_t offset, std::uint64_t length) const {
#ifdef SYNC_FILE_RANGE_WRITE
  // An error that is reported here is not reported again by fsync.
  const int result = ::sync_file_range(
      descriptor(), static_cast<off64_t>(offset), static_cast<off64_t>(length),
      SYNC_FILE_RANGE_WAIT_BEFORE | SYNC_FILE_RANGE_WRITE | SYNC_FILE_RANGE_WAIT_AFTER);
  if (result != 0 && errno != ENOSYS && errno != ESPIPE) fail("cannot write");
#else
  static_cast<void>(offset), static_cast<void>(length);
#endif
}

void File::flush() {
  if (::fsync(descriptor()) != 0) fail("cannot flush");
}

void File::flush_bytes() {
  if (::fdatasync(descriptor()) != 0) fail("cannot flush");
}

void File::close() {
  if (!is_open()) return;
  const int fd = descriptor();
  handle_ = kNone;
  if (::close(fd) != 0 && errno != EINTR) fail("cannot close");
}

std::optional<FileIdentity> identity_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileIdentity{status.st_dev, status.st_ino};
}

void flush_folder(const std::filesystem::path& folder) {
  const auto path = folder.empty() ? std::filesystem::path(".") : folder;
  const int fd = open_or_fail(path, O_RDONLY | O_DIRECTORY);
  const int result = ::fsync(fd);
  const int error = errno;
  ::close(fd);
  // Some file systems cannot flush folders (EINVAL); then the rename has to do.
  if (result != 0 && error != EINVAL && error != ENOTSUP) {
    errno = error;
    fail_with("cannot flush", path);
  }
}

void replace(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) fail_with("cannot replace", to);
}

}  // namespace lastseat::platform
