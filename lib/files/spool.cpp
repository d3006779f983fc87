#include "files/spool.h"

#include <algorithm>
#include <utility>

namespace lastseat {
namespace {

constexpr std::size_t kInMemory = 1024 * 1024;

}  // namespace

Spool::Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

// The end of the text is always in memory; everything before it is in the file.
void Spool::write(std::string_view text) {
  memory_ += text;
  size_ += text.size();
  if (memory_.size() < kInMemory) return;
  if (!file_.is_open()) file_ = platform::File::nameless(folder_);
  file_.write(memory_);
  memory_.clear();
}

std::string Spool::read(std::uint64_t offset, std::size_t most) const {
  const std::uint64_t in_file = size_ - memory_.size();
  if (offset >= in_file) {
    const std::uint64_t begin = std::min<std::uint64_t>(offset - in_file, memory_.size());
    return memory_.substr(begin, most);
  }
  std::string text(std::min<std::uint64_t>(most, in_file - offset), '\0');
  text.resize(file_.read_at(offset, text.data(), text.size()));
  return text;
}

}  // namespace lastseat
