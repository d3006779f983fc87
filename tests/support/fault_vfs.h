// A SQLite VFS that passes every call on to the system's VFS, and fails on request: a test breaks
// the disk here, below all of our own code. It counts the calls of each kind, so that a sweep knows
// when it has covered them all. Only for files of the database, not for temporary ones. Any thread
// may call the functions below.
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
    read,  // with SQLITE_IOERR_SHORT_READ the bytes are zeros, as past the end of a file
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
    shm_lock,  // to take a lock; releasing one cannot fail
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

  // From now on, `passes` calls of that kind succeed and the next `failures` return `code`.
  void fail(Call call, int code, int passes = 0, int failures = kForEver);
  void heal();

  // Skips real flushes and real waiting for locks, for campaigns of thousands of runs.
  void hurry() { hurried_ = true; }

  int calls(Call call) const { return orders_[call].calls; }
  int injected() const { return injected_; }  // calls that failed on request

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

  // SQLITE_OK, or the code to fail with. SQLITE_FULL applies only to a write that makes its file
  // longer.
  int verdict(Call call, bool growing = true);

  std::string name_;
  Registered vfs_{};
  Order orders_[kCalls];
  std::atomic<int> injected_ = 0;
  std::atomic<bool> hurried_ = false;
};

}  // namespace lastseat::test
