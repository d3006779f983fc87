// A disk with a write cache, in memory, below SQLite: the seam at which a test cuts the power.
//
// The method. Each file has the bytes that every program sees (the page cache) and the bytes that a
// power cut leaves; between them stand the writes and truncations since its last sync. The folder
// is the same for names: files made and deleted, until the folder is synced (as SQLite does it on
// Unix: by the first sync of a new journal or WAL, or by a deletion that asks for it). A power cut
// decides for each of these changes, from a seed, what of it had reached the disk: nothing, all, or
// some of its 512-byte sectors; or it was being written and left rubbish in the whole block of
// 4,096 bytes that the VFS names as its sector, since no POWERSAFE_OVERWRITE is claimed. Files do
// not wait for one another, nor later writes for earlier ones, and a file may have become longer
// without what was written there. A killed process is less: the cache stays as it is.
//
// A sync that fails does what Linux does: each change has reached the disk or not, and all count as
// clean, so that the next sync passes in silence; only a block that is written to again is written
// as a whole. Who else has the file open is not told (Linux tells each, since 4.13; others do not).
// A disk that lies takes a sync and does little or nothing.
//
// WAL works (shared memory is memory), with any number of connections. One thread at a time. The
// VFS outlives every connection on it; connections from before a power cut get errors, and may be
// closed at any time after it.
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

// What a disk and its cache hold at one moment. A value.
struct Disk {
  static constexpr std::size_t kSector = 512;  // reaches the disk whole or not at all
  static constexpr std::size_t kBlock = 4096;  // may be spoilt by a write into it

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
  // A name given to a file, or taken away (no file).
  struct Naming {
    std::string name;
    std::optional<std::size_t> file;
  };

  std::vector<File> files = {};
  std::map<std::string, std::size_t> seen_names = {};
  std::map<std::string, std::size_t> durable_names = {};
  std::vector<Naming> unsynced_names = {};

  // What a restart finds: everything in it is durable.
  Disk after_power_cut(std::uint64_t seed) const;
  // The bytes that a program sees; empty when there is no such file.
  std::string read(const std::string& name) const;
};

class CrashVfs {
 public:
  // Calls that can fail. The first six change the disk, and are where it can be cut off.
  enum Call { create, write, truncate, sync, remove, replace, read, open, kCalls };
  enum class Lie { none, some, all };  // of what a sync should have done is left undone
  // Where a change is seen: before it is done (a write that is cut there was on its way), or after.
  enum class Moment { before, after };

  // `with_wal` false: no shared memory, as on exFAT through some drivers; SQLite keeps a rollback
  // journal.
  explicit CrashVfs(const std::string& name, bool with_wal = true);
  ~CrashVfs();  // close every database on it first
  CrashVfs(const CrashVfs&) = delete;
  CrashVfs& operator=(const CrashVfs&) = delete;

  const std::string& name() const { return name_; }

  // Cuts everything off at a change, counted from now (0: the next one). From then on every call
  // fails, until restart().
  void cut_off(std::uint64_t change, Moment moment);
  void cut_off_now() { cut_off_ = true; }
  void never_cut_off() { cut_at_.reset(); }  // if it has not happened yet
  bool is_cut_off() const { return cut_off_; }
  // The disk as it is: what a kill would leave.
  const Disk& disk();
  // A new start with this disk. Everything that was ordered before is forgotten.
  void restart(Disk disk);

  // From now on, `passes` calls of that kind go well and the next `failures` answer with `code`.
  void fail(Call call, int code, int passes = 0, int failures = std::numeric_limits<int>::max());
  void heal();
  bool failing() const;  // something ordered has not happened yet
  // No file may make the files together larger than that.
  void leave_space(std::size_t bytes) { space_ = bytes; }
  std::size_t used() const;
  void lie(Lie lie) { lie_ = lie; }
  // While it is true, nothing fails and nothing is counted: a test looks at the disk.
  void look_on(bool on) { looking_on_ = on; }

  // Called around every change, in the middle of SQLite's call: it may use other VFSs only.
  using Watch = std::function<void(Call, Moment)>;
  void watch(Watch watch) { watch_ = std::move(watch); }

  std::uint64_t changes() const { return changes_; }    // since the beginning
  std::uint64_t failures() const { return failures_; }  // calls that were made to fail

  // For what a failing or lying disk does by halves.
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
  void sync_file(Disk::File& file, Lie lie);
  void sync_names();

  std::string name_;
  bool with_wal_;
  sqlite3_vfs vfs_{};
  std::vector<std::shared_ptr<Node>> nodes_;  // one a file of disk_
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
