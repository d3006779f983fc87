// The writer's work without its thread: executes batches of requests, and recovers from disk
// errors.
//
// A batch runs in one BEGIN IMMEDIATE transaction and is committed once, with one fsync. Only then
// are its requests answered. If COMMIT fails, it is not known what is on the disk: nothing in the
// batch is acknowledged, and the page cache is no longer trusted, because after a failed fsync it
// may hold pages that are not on the disk, and the next fsync may succeed without writing them.
//
// recover() therefore never retries the failed fsync. The connection that failed does not know the
// frames of the failed commit. It writes the frames before them, which were flushed, from the WAL
// to the database file. Then recover() opens the file again, checks it, and verifies that it
// contains the last answer that was given. Only then are requests accepted again; a retry with the
// same key finds out what happened to the first attempt. A start is as careful, because a killed
// program may have left pages in the page cache that are not on the disk.
//
// One thread at a time, except health(), last_seq(), head(), identity(), may_be_ahead() and
// condemn(): any thread. Owns
// its connection. It knows no rule, no SQL and no HTTP status.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "store/journal/ledger.h"
#include "store/sqlite/database.h"

namespace lastseat {

enum class Delivery {
  committed,  // the answer is on the disk
  busy,       // the queue is full, the file is locked or memory is short: nothing was saved
  not_ready,  // the disk failed before: this did not run, an earlier request with its key may have
  full,       // no space on the disk: nothing was saved
  unknown,    // the commit failed: it may have been saved; retry with the same key
  stopping,   // the program is closing: nothing was saved
  failed,     // a bug: nothing was saved; the log has the details
};

struct Reply {
  Delivery delivery = Delivery::failed;
  Answer answer = {};  // set only with Delivery::committed
};

// Whether requests can be saved, for /readyz and the page's banner.
enum class Health {
  ready,
  disk_full,   // nothing can be saved; ends by itself when there is space
  recovering,  // after an I/O error; ends by itself when the disk works again
  broken,      // the file is damaged or gone: a person must act
  taken_away,  // another file is in its place: only a new start may use that
  stopped,
};

// How the last program that served the fest ended, as far as is known from outside the database: a
// killed one leaves a WAL or a journal there, but any SQLite tool that opens the file removes them.
enum class LastEnd { in_order, killed };

class Asker;

struct Job {
  Request request;
  std::shared_ptr<Asker> asker = {};  // who gets the reply
  std::shared_ptr<void> about = {};   // the asker's own
  Reply reply = {};
};

// Who sent jobs to the writer, and gets them back with their replies.
class Asker {
 public:
  virtual ~Asker() = default;
  // All that were executed in one batch. Called by the thread that settled it, which is the
  // writer's, or that of submit() if nothing was executed. It must be fast and must not throw.
  virtual void answered(std::vector<Job>) = 0;
};

class Committer {
 public:
  struct Hooks {
    std::function<std::int64_t()> now_ms;  // UTC, milliseconds since 1970
    std::function<std::uint64_t()> random;
    // Called by settle() and recover(); they must be fast and must not throw.
    std::function<void(Seq)> committed = [](Seq) {};
    std::function<void(const Message&)> log = [](const Message&) {};
    // Called by settle() when the data of this student was erased in the database: to erase it in
    // other files. It may take some seconds; the request is answered afterwards.
    std::function<void(const Roll&)> erased = [](const Roll&) {};
    // Called by recover(): whether the file at that path is still the one that was opened first. If
    // a disk was unplugged and plugged in again, it is not: the open files are those of the disk
    // that is gone.
    std::function<bool()> is_same_file = [] { return true; };
  };

  // Opens the file, or throws StorageError. A file up to limits::kCheckedAtStart must pass SQLite's
  // quick check. After a crash, and if another program wrote pages of such a file, the whole fest
  // must pass check(), which replays it. Then those pages are signed.
  Committer(DatabaseOptions, Hooks, LastEnd = LastEnd::in_order);

  // Executes the requests in one transaction, in order, and fills in every reply.
  void settle(std::span<Job>);
  // Checkpoints the WAL if it has become long. To be called when the batch has been answered.
  void checkpoint();
  // One attempt to recover from an I/O error or a full disk; false if it must be retried later.
  // Does nothing, and returns true, if there is nothing to recover from.
  bool recover();
  // Any thread: the fest failed its check, and nothing more may be saved in it.
  void condemn();
  // There will be no more batches.
  void stop() { health_ = Health::stopped; }
  // Checkpoints the WAL if no other program is reading, and closes the file. Later batches get
  // not_ready.
  void close();

  bool was_checked() const { return was_checked_; }  // the whole fest, when it was opened
  Health health() const { return health_.load(); }
  Seq last_seq() const { return last_seq_.load(); }  // of the last commit
  std::shared_ptr<const Head> head() const;          // the same with its hash
  // Of the fest (store/journal/head.h). It stays the same while the file is open.
  const std::string& identity() const { return identity_; }
  // Whether the file may contain more than last_seq() says: readers see a commit a moment before
  // last_seq() does. A caller that needs both must call this first.
  bool may_be_ahead() const { return may_be_ahead_.load(); }
  // SQLite's journal mode: "wal", or "truncate" where the file system does not support WAL.
  const std::string& journal_mode() const { return journal_mode_; }

 private:
  void expect_sound(const std::vector<std::uint32_t>& unsigned_pages);
  void become(Health);
  void publish();
  void finish_erasures(std::span<const Job>);
  void leave_no_trace();
  void trust_if_short_of_room(const StorageError&);
  void finish_old_erasures();
  void commit();
  StorageError::Kind after_failed_commit(StorageError::Kind, bool was_open);
  void give_up(std::span<Job>, StorageError::Kind, const Message& why);
  void distrust(StorageError::Kind);
  bool regain_space();
  void let_go();
  void open_again();

  const DatabaseOptions options_;
  const Hooks hooks_;
  std::atomic<Health> health_ = Health::ready;
  std::atomic<Seq> last_seq_ = 0;
  std::atomic<bool> may_be_ahead_ = false;
  std::atomic<bool> condemned_ = false;
  mutable std::mutex head_mutex_;
  std::shared_ptr<const Head> head_;
  std::string identity_;
  bool was_checked_ = false;
  std::string journal_mode_;   // when it was first opened
  Ledger::Mark acknowledged_;  // what had been answered when the disk failed

  std::unique_ptr<Database> database_;
  std::unique_ptr<Ledger> ledger_;  // absent while the disk is not trusted
};

}  // namespace lastseat
