// A disk with a write cache, in memory, below SQLite: the seam at which a test cuts the power.
//
// The method. Each file has the bytes that every program sees (the page cache) and the bytes that
// survive a power cut; the difference is the writes and truncations since its last sync. The folder
// works the same way for names: files created and deleted until the folder is synced (as SQLite
// does on Unix: with the first sync of a new journal or WAL, or with a deletion that asks for it).
// For each of these changes a power cut decides, from a seed, how much reached the disk: nothing,
// everything, or some of its 512-byte sectors; or the change was in progress and left garbage in
// the whole 4,096-byte block that the VFS reports as its sector, since it does not claim
// POWERSAFE_OVERWRITE. There is no order between files or between writes, and a file may have grown
// without the data written there. Killing a process does less: the cache stays as it is.
//
// A failed sync behaves as on Linux: each change has reached the disk or not, and all are marked
// clean, so that the next sync succeeds without writing them; only a block that is written again is
// written as a whole. Other handles of the file get no error (Linux reports it to each since 4.13;
// other systems do not). A disk that lies accepts a sync and does little or nothing.
//
// WAL works (shared memory is memory), with any number of connections. One thread at a time. The
// VFS must outlive every connection on it. Connections opened before a power cut get errors
// afterwards, and may be closed at any time.
#pragma once

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "prove/random.h"

namespace lastseat::test {

using prove::Random;

// The content of a disk and its cache at one moment. A value.
struct Disk {
  static constexpr std::size_t kSector = 512;  // reaches the disk whole or not at all
  static constexpr std::size_t kBlock = 4096;  // may be corrupted by a write into it

  // A write, or a truncation to `offset`.
  struct Change {
    std::uint64_t order = 0;  // among all files
    bool truncates = false;
    std::size_t offset = 0;
    std::string bytes = {};
  };
  struct File {
    std::string seen = {};     // by every program
    std::string durable = {};  // on the disk
    std::vector<Change> unsynced = {};
    bool lost_some = false;  // in a sync that failed
  };
  // A name added for a file, or removed (no file).
  struct Naming {
    std::string name;
    std::optional<std::size_t> file;
  };

  std::vector<File> files = {};
  std::map<std::string, std::size_t> seen_names = {};
  std::map<std::string, std::size_t> durable_names = {};
  std::vector<Naming> unsynced_names = {};

  // The disk that a restart finds: everything on it is durable.
  Disk after_power_cut(std::uint64_t seed) const;
  // The bytes that a program sees; empty if there is no such file.
  std::string read(const std::string& name) const;
};

class CrashVfs {
 public:
  // Calls that can fail. The first six change the disk; the power can be cut at these.
  enum Call { create, write, truncate, sync, remove, replace, read, open, kCalls };
  enum class Lie { none, some, all };  // how much of a sync is left out
  // When: before a change is done (a write that is cut here was in progress), or after it.
  enum class Moment { before, after };

  // `with_wal` false: no shared memory, as on exFAT through some drivers; SQLite keeps a rollback
  // journal.
  explicit CrashVfs(const std::string& name, bool with_wal = true);
  ~CrashVfs();  // close every database on it first
  CrashVfs(const CrashVfs&) = delete;
  CrashVfs& operator=(const CrashVfs&) = delete;

  const std::string& name() const { return name_; }

  // Cuts the power at a change, counted from now (0: the next one). After that every call fails
  // until restart().
  void cut_off(std::uint64_t change, Moment moment);
  void cut_off_now() { cut_off_ = true; }
  void never_cut_off() { cut_at_.reset(); }  // if it has not happened yet
  bool is_cut_off() const { return cut_off_; }
  // The disk as it is: what a killed program leaves.
  const Disk& disk();
  // Starts again with this disk. Cancels all faults that were set up.
  void restart(Disk disk);

  // From now on, `passes` calls of that kind succeed and the next `failures` return `code`.
  void fail(Call call, int code, int passes = 0, int failures = std::numeric_limits<int>::max());
  void heal();
  bool failing() const;  // a fault that was set up has not happened yet
  // The total size that all files may reach.
  void leave_space(std::size_t bytes) { space_ = bytes; }
  std::size_t used() const;
  void lie(Lie lie) { lie_ = lie; }
  // While set, nothing fails and nothing is counted, so that a test can look at the disk.
  void look_on(bool on) { looking_on_ = on; }

  // Called before and after every change, inside SQLite's call: it may only use other VFSs.
  using Watch = std::function<void(Call, Moment)>;
  void watch(Watch watch) { watch_ = std::move(watch); }

  std::uint64_t changes() const { return changes_; }    // since the start
  std::uint64_t failures() const { return failures_; }  // calls that failed on request

  // For what a failing or lying disk does only in part.
  void seed(std::uint64_t seed) { random_ = Random(seed); }

  // Below here: for the VFS's own functions.
  struct Node;
  struct Handle;
  struct Functions;

 private:
  struct Order {
    int code = SQLITE_OK;
    int passes = 0;
    int failures = 0;
  };

  int verdict(Call call);
  bool begin_change(Call call);
  int end_change(Call call, int code = SQLITE_OK);
  std::size_t room(const Disk::File& file, std::size_t offset) const;
  void sync_file(Disk::File& file, Lie lie);
  void sync_names();

  std::string name_;
  bool with_wal_;
  sqlite3_vfs vfs_{};
  std::vector<std::shared_ptr<Node>> nodes_;  // one per file of disk_
  Disk disk_;
  std::uint64_t epoch_ = 0;  // counts the restarts
  bool cut_off_ = false;
  bool looking_on_ = false;
  std::optional<std::uint64_t> cut_at_;
  Moment cut_moment_ = Moment::before;
  std::uint64_t changes_ = 0;
  std::uint64_t failures_ = 0;
  std::uint64_t order_ = 0;
  std::size_t space_ = std::numeric_limits<std::size_t>::max();
  Lie lie_ = Lie::none;
  Order orders_[kCalls];
  Watch watch_;
  Random random_{0};
};

}  // namespace lastseat::test
