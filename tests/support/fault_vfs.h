// A SQLite VFS that passes everything on to the system's, and fails when it is told to: the seam at
// which a test breaks the disk, below everything of ours. It counts the calls of every kind, so
// that a sweep knows when it has met them all. Files of the database only, not temporary ones.
// Counters and orders may be used from any thread.
#pragma once

#include <sqlite3.h>

#include <array>
#include <atomic>
#include <limits>
#include <string>

namespace lastseat::test {

class FaultVfs {
 public:
  enum Call {
    read,  // told SQLITE_IOERR_SHORT_READ it finds nothing: the bytes are zeros, as at a file's end
    write,
    sync,
    truncate,
    open,
    remove,
    access,
    file_size,
    lock,
    unlock,
    file_control,
    shm_map,
    shm_lock,  // taking one; giving one back cannot fail
    kCalls
  };
  static constexpr std::array<const char*, kCalls> kNames{
      "read",      "write", "sync",   "truncate",     "open",    "remove",  "access",
      "file_size", "lock",  "unlock", "file_control", "shm_map", "shm_lock"};
  static constexpr int kForEver = std::numeric_limits<int>::max();

  explicit FaultVfs(const std::string& name);
  ~FaultVfs();  // close every database on it first
  FaultVfs(const FaultVfs&) = delete;
  FaultVfs& operator=(const FaultVfs&) = delete;

  const std::string& name() const { return name_; }

  // From now on, `passes` calls of that kind go well and the next `failures` answer with `code`.
  void fail(Call call, int code, int passes = 0, int failures = kForEver);
  void heal();

  // A campaign of thousands of runs needs no real flushes and no real waiting for locks.
  void hurry() { hurried_ = true; }

  int calls(Call call) const { return orders_[call].calls; }
  int injected() const { return injected_; }  // calls that failed by order

 private:
  struct Functions;  // that SQLite calls
  struct Registered : sqlite3_vfs {
    FaultVfs* owner;
  };
  struct Order {
    std::atomic<int> code = SQLITE_OK;
    std::atomic<int> passes = 0;
    std::atomic<int> failures = 0;
    std::atomic<int> calls = 0;
  };

  // SQLITE_OK, or the code to fail with. SQLITE_FULL waits for a write that makes its file longer.
  int verdict(Call call, bool growing = true);

  std::string name_;
  Registered vfs_{};
  Order orders_[kCalls];
  std::atomic<int> injected_ = 0;
  std::atomic<bool> hurried_ = false;
};

}  // namespace lastseat::test
