// The writer's work, without its thread: a batch goes in, and every promise in it is kept.
//
// A batch runs in one BEGIN IMMEDIATE and is committed once (one fsync for all of it); only then is
// anything answered. When COMMIT fails, what was in it is not certain: nothing of it is
// acknowledged, and the page cache is not trusted any more. recover() lets the connection that
// failed, which does not know the doubtful frames, move the rest into the file by fresh writes and
// flushes (one that failed is never asked again as if it could succeed); then it opens the file
// anew, checks it, and sees that the last answer that was given is in it. Only then are requests
// taken again; a retry under the same key finds out what had happened. A start trusts no more: what
// a killed program left in the page cache may not be on the disk.
//
// One thread at a time, but for health(), last_seq() and may_be_ahead(): any. Owns its connection.
// It knows no rule, no SQL and no HTTP status.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "store/database.h"
#include "store/ledger.h"

namespace lastseat {

enum class Delivery {
  committed,  // the answer is on the disk
  busy,       // the queue is full, the file is held or memory is short: nothing happened
  not_ready,  // the disk is not: this did not run; an earlier request under its key may have
  full,       // no space on the disk: nothing happened, nothing can be saved until there is some
  unknown,    // the disk failed in the commit: ask again with the same key
  stopping,   // the program is closing: nothing happened
  failed,     // a bug: nothing happened, the log says what
};

struct Reply {
  Delivery delivery = Delivery::failed;
  Answer answer = {};  // only with Delivery::committed
};

// How saving is, for /readyz and the page's banner.
enum class Health {
  ready,
  disk_full,   // nothing can be saved; over by itself when there is space
  recovering,  // after an I/O error; over by itself when the disk works again
  broken,      // the file is damaged or gone: a person must look after it
  taken_away,  // in its place lies another file: only a new start may trust that
  stopped,
};

struct Job {
  Request request;
  Reply reply = {};
};

class Committer {
 public:
  struct Hooks {
    std::function<std::int64_t()> now_ms;  // UTC, milliseconds since 1970
    std::function<std::uint64_t()> random;
    // Called by settle() and recover(); they must be quick and must not throw.
    std::function<void(Seq)> committed = [](Seq) {};
    std::function<void(const std::string&)> log = [](const std::string&) {};
    // Asked by recover(): whether the file of that name is the one that was opened first. A disk
    // that was pulled out and put back is another one to those who still hold files on it.
    std::function<bool()> is_same_file = [] { return true; };
  };

  // Opens the file, or throws StorageError. One of a moderate size (limits::kCheckedAtStart) must
  // be undamaged. After a crash it checks the whole fest, replay included (some 25,000 commands a
  // second), and does not start on one that is not sound.
  Committer(DatabaseOptions, Hooks);

  // Runs them in one transaction, in order, and fills in every reply.
  void settle(std::span<Job>);
  // When they have been answered: moves the WAL into the file if it has become long.
  void checkpoint();
  // After an I/O error or without space, one attempt to trust the disk again; false when it must be
  // tried later. Otherwise there is nothing to do.
  bool recover();
  // Any thread: the fest was found not to be sound, and nothing is to be saved in it any more.
  void condemn();
  // The last batch was settled.
  void stop() { health_ = Health::stopped; }
  // Closes the file, whole in itself if it can be. What is settled later is told not_ready.
  void close();

  Health health() const { return health_.load(); }
  Seq last_seq() const { return last_seq_.load(); }  // of the last commit
  // Whether the file may hold more than last_seq() says: a commit is seen by readers a moment
  // before it is known here. Who needs both asks this first.
  bool may_be_ahead() const { return may_be_ahead_.load(); }
  // How the file keeps its journal: "wal", or "truncate" where the disk cannot do that.
  const std::string& journal_mode() const { return journal_mode_; }

 private:
  void become(Health);
  void commit();
  StorageError::Kind after_failed_commit(StorageError::Kind, bool was_open);
  void give_up(std::span<Job>, StorageError::Kind, const std::string& what);
  void distrust(StorageError::Kind);
  bool has_space();
  void let_go();
  void open_again();

  const DatabaseOptions options_;
  const Hooks hooks_;
  std::atomic<Health> health_ = Health::ready;
  std::atomic<Seq> last_seq_ = 0;
  std::atomic<bool> may_be_ahead_ = false;
  std::atomic<bool> condemned_ = false;
  std::string journal_mode_;   // of the first opening
  Ledger::Mark acknowledged_;  // when the disk failed

  std::unique_ptr<Database> database_;
  std::unique_ptr<Ledger> ledger_;  // absent while the disk is not trusted
};

}  // namespace lastseat
