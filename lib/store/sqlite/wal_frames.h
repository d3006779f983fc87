// Gathers the frames of a commit, so that the WAL gets them with one write. SQLite writes each
// frame with two: its header, then its page.
//
// What is gathered never contains a whole commit: the frame that ends one is written, with all
// before it, before SQLite's write returns. So the file is never behind the WAL-index, whatever
// PRAGMA synchronous says, and nobody but the connection that writes can look for what is missing.
// A connection reads its own frames back if its cache was too small for the transaction, so flush()
// before a read that overlaps(), and before anything else that concerns the file. When the lock to
// write is released, what is still gathered was rolled back, and another connection may use its
// place: discard() it.
//
// Only frames that are appended are gathered. SQLite also writes parts of frames: pages and headers
// anew (a transaction larger than the cache), and the end of the last frame, which fills a sector,
// after the flush. They go to the file at once.
//
// A write that failed is repeated with the next call, until it succeeds or is discarded. So an
// error that SQLite took for a failed read does not become a commit with a hole.
//
// The functions return codes of SQLite. One thread at a time.
#pragma once

#include <sqlite3.h>

#include <memory>

namespace lastseat {

class WalFrames {
 public:
  // The most bytes that are written with one call: SQLite's largest page. Its VFS for Unix takes no
  // write of 128 KiB.
  static constexpr int kMost = 64 * 1024;

  // `file` is the WAL in the VFS below. `page_size` in bytes; 0: unknown, nothing is gathered.
  int write(sqlite3_file* file, int page_size, const void* from, int amount, sqlite3_int64 offset);
  int flush(sqlite3_file* file);
  void discard() { size_ = 0; }
  bool overlaps(int amount, sqlite3_int64 offset) const {
    return size_ > 0 && offset < end_ && offset + amount > end_ - size_;
  }

 private:
  struct Free {
    void operator()(unsigned char* bytes) const { sqlite3_free(bytes); }
  };

  bool takes(bool header, int amount);

  std::unique_ptr<unsigned char[], Free> bytes_;
  int size_ = 0;            // of what is gathered,
  sqlite3_int64 end_ = -1;  // which ends here, where the last write ended
  bool commits_ = false;    // the last header's frame ends a commit
};

}  // namespace lastseat
