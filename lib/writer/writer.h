// The one thread that changes the fest.
//
// Any thread hands a request to submit() and gets a future. The writer takes what has gathered,
// runs it in one BEGIN IMMEDIATE, commits once (one fsync for the whole batch), and only then keeps
// its promises. It knows no rule, no SQL and no HTTP status.
//
// When COMMIT fails, what was in it is not certain: nothing of it is acknowledged, and the writer
// trusts neither its connection nor the page cache. It closes the file, opens it again, checks it
// and rewrites what the WAL holds into the file (a fresh write and a fresh fsync: one that failed
// is never asked again as if it could succeed), and sees that the last answer it gave is in it.
// Only then does it take requests again; a retry under the same key finds out what had happened. It
// starts in the same way: what a killed program left in the page cache may not be on the disk.
//
// Owns its connection and ledger and uses them on its own thread. stop() finishes what is queued
// and returns when everything is answered; the destructor calls it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/ledger.h"
#include "writer/queue.h"

namespace lastseat {

enum class Delivery {
  committed,  // the answer is on the disk
  busy,       // the queue is full or the file is held: nothing happened
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

// How the writer is, for /readyz and the page's banner.
enum class Health {
  ready,
  disk_full,   // nothing can be saved; tried again with every request
  recovering,  // after an I/O error; over by itself when the disk works again
  broken,      // the file is damaged or gone: a person must look after it
  stopped,
};

class Writer {
 public:
  struct Hooks {
    std::function<std::int64_t()> now_ms;  // UTC, milliseconds since 1970
    std::function<std::uint64_t()> random;
    // Both on the writer's thread; they must be quick and must not throw.
    std::function<void(Seq)> committed = [](Seq) {};
    std::function<void(const std::string&)> log = [](const std::string&) {};
  };

  // Opens the file, or throws StorageError.
  Writer(DatabaseOptions, Hooks);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread; never blocks.
  std::future<Reply> submit(Request);
  Health health() const { return health_.load(); }
  Seq last_seq() const { return last_seq_.load(); }  // of the last commit
  // How the file keeps its journal: "wal", or "truncate" where the disk cannot do that.
  const std::string& journal_mode() const { return journal_mode_; }
  void stop();

 private:
  struct Job {
    Request request;
    std::promise<Reply> promise;
  };
  using Batch = std::vector<Job>;

  void run();
  void settle(Batch&);
  void commit();
  StorageError::Kind after_failed_commit(StorageError::Kind);
  void give_up(Batch&, StorageError::Kind, const std::string& what);
  void recover();
  bool reopened(const Ledger::Mark& acknowledged);
  static void answer_all(Batch&, Delivery);

  const DatabaseOptions options_;
  const Hooks hooks_;
  Queue<Job> queue_;
  std::atomic<Health> health_ = Health::ready;
  std::atomic<Seq> last_seq_ = 0;

  std::string journal_mode_;  // of the first opening

  // The writer's thread only, once it runs.
  std::unique_ptr<Database> database_;
  std::unique_ptr<Ledger> ledger_;

  std::thread thread_;
};

}  // namespace lastseat
