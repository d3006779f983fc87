#include "store/sqlite/wal_frames.h"

#include <algorithm>
#include <cstring>

namespace lastseat {
namespace {

// The layout of a WAL, from SQLite's file format.
constexpr int kWalHeader = 32;
constexpr int kFrameHeader = 24;
constexpr int kCommitAt = 4;  // in a frame's header: zeros, or the frame ends a commit
constexpr int kCommitSize = 4;

bool is_header(int page_size, int amount, sqlite3_int64 offset) {
  return page_size > 0 && amount == kFrameHeader &&
         (offset - kWalHeader) % (kFrameHeader + page_size) == 0;
}

bool ends_commit(const void* header) {
  const auto* at = static_cast<const unsigned char*>(header) + kCommitAt;
  return std::any_of(at, at + kCommitSize, [](unsigned char byte) { return byte != 0; });
}

}  // namespace

bool WalFrames::takes(bool header, int amount) {
  if (size_ > 0) return size_ + amount <= kMost;
  if (!header) return false;
  if (!bytes_) bytes_.reset(static_cast<unsigned char*>(sqlite3_malloc(kMost)));
  return bytes_ != nullptr;
}

int WalFrames::write(sqlite3_file* file, int page_size, const void* from, int amount,
                     sqlite3_int64 offset) {
  const bool appended = offset == end_;
  const bool header = is_header(page_size, amount, offset);
  if (!appended || !takes(header, amount)) {
    if (const int code = flush(file)) return code;
    end_ = offset + amount;
    return file->pMethods->xWrite(file, from, amount, offset);
  }
  std::memcpy(bytes_.get() + size_, from, static_cast<std::size_t>(amount));
  size_ += amount;
  end_ = offset + amount;
  if (header) {
    commits_ = ends_commit(from);
    return SQLITE_OK;
  }
  const bool more_follow = amount == page_size && !commits_;
  const bool has_room = size_ + kFrameHeader + page_size <= kMost;
  return more_follow && has_room ? SQLITE_OK : flush(file);
}

int WalFrames::flush(sqlite3_file* file) {
  if (size_ == 0) return SQLITE_OK;
  const int code = file->pMethods->xWrite(file, bytes_.get(), size_, end_ - size_);
  if (code == SQLITE_OK) size_ = 0;
  return code;
}

}  // namespace lastseat
