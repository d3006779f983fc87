#include "files/atomic_file.h"

#include <algorithm>
#include <atomic>
#include <random>
#include <system_error>
#include <utility>

namespace lastseat {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBuffer = 64 * 1024;
constexpr std::uint64_t kPiece = 256 * 1024;
constexpr std::string_view kPrefix = ".lastseat-";
constexpr std::string_view kSuffix = ".tmp";

fs::path temporary_beside(const fs::path& target) {
  static std::atomic<unsigned> count{0};
  const std::string unique =
      std::to_string(std::random_device{}()) + "-" + std::to_string(count.fetch_add(1));
  std::string name(kPrefix);
  name.append(unique).append(kSuffix);
  return target.parent_path() / name;
}

bool is_temporary(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

// Follows a symbolic link: the file that it points to is replaced, and the link stays.
fs::path real_target(const fs::path& target) {
  std::error_code error;
  if (!fs::is_symlink(target, error)) return target;
  return fs::weakly_canonical(target);
}

}  // namespace

AtomicFile::AtomicFile(const fs::path& target) : target_(real_target(target)) {
  std::error_code error;
  const auto status = fs::status(target_, error);
  if (fs::exists(status) && !fs::is_regular_file(status)) {
    throw std::system_error(std::make_error_code(std::errc::invalid_argument),
                            "not a regular file: " + target_.string());
  }
  temporary_ = temporary_beside(target_);
  file_ = platform::File::create(temporary_);
  if (!fs::exists(status)) return;
  fs::permissions(temporary_, status.permissions(), error);  // those of the target, if possible
}

AtomicFile::~AtomicFile() {
  if (committed_) return;
  std::error_code ignored;
  file_ = {};
  fs::remove(temporary_, ignored);
}

void AtomicFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBuffer) write_buffer();
}

void AtomicFile::overwrite(std::uint64_t offset, std::string_view text) {
  write_buffer();
  file_.write_at(offset, text);
}

void AtomicFile::write_buffer() {
  file_.write(buffer_);
  size_ += buffer_.size();
  buffer_.clear();
}

bool AtomicFile::write_back_piece() {
  if (written_back_ == size_) return false;
  const std::uint64_t length = std::min(kPiece, size_ - written_back_);
  file_.write_back(written_back_, length);
  written_back_ += length;
  return true;
}

void AtomicFile::commit() {
  write_buffer();
  file_.flush();
  file_.close();
  platform::replace(temporary_, target_);
  committed_ = true;
  platform::flush_folder(target_.parent_path());
}

void replace_file(const fs::path& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

void remove_leftovers(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (is_temporary(entry.path()) && entry.is_regular_file(ignored)) {
      fs::remove(entry.path(), ignored);
    }
  }
}

}  // namespace lastseat
