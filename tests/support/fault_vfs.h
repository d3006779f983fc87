// A SQLite VFS that passes everything on to the system's, and fails when it is told to: the seam at
// which a test breaks the disk, below everything of ours. Files of the database only, not temporary
// ones. Counters and orders may be used from any thread.
#pragma once

#include <sqlite3.h>

#include <atomic>
#include <limits>
#include <string>

namespace lastseat::test {

class FaultVfs {
 public:
  enum Call { read, write, sync, kCalls };

  explicit FaultVfs(const std::string& name);
  ~FaultVfs();  // close every database on it first
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  // From now on, `passes` calls of that kind go well and the next `failures` answer with `code`.
  void fail(Call call, int code, int passes = 0, int failures = std::numeric_limits<int>::max());
  void heal();

  // Asked by the VFS's own functions: SQLITE_OK, or the code to fail with.
  int verdict(Call call);
  sqlite3_vfs* below() const { return below_; }

 private:
  struct Order {
    std::atomic<int> code = SQLITE_OK;
    std::atomic<int> passes = 0;
    std::atomic<int> failures = 0;
  };

  std::string name_;
  sqlite3_vfs* below_;
  sqlite3_vfs vfs_{};
  Order orders_[kCalls];
};

}  // namespace lastseat::test
