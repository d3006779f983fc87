// The one thread that changes the fest.
//
// Any thread calls submit() with requests. The writer takes all that are waiting and lets its
// committer execute them as one batch: one transaction and one fsync. Meanwhile the next batch
// fills. So where nothing else is happening, a request waits for one fsync only. After the commit
// the batch goes back to whoever asked: no thread need wait for it.
//
// stop() executes what is queued, and returns when everything has been answered. The destructor
// calls it, then checkpoints the WAL, if no other program is reading, and closes the file.
#pragma once

#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "writer/committer.h"
#include "writer/limits.h"
#include "writer/queue.h"

namespace lastseat {

using Pending = std::future<Reply>;

class Writer {
 public:
  using Hooks = Committer::Hooks;  // called on the writer's thread

  // Opens the file, or throws StorageError.
  Writer(DatabaseOptions, Hooks, LastEnd = LastEnd::in_order);
  // Commits to a file that is already open. The committer must outlive this, and is not closed.
  // Objects that the hooks use can be created in between; then they exist from the first commit to
  // the last.
  explicit Writer(Committer&);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread; never blocks. Every job has an asker. The calling thread makes the drafts of the
  // rows, and calls the askers itself for what is refused.
  void submit(std::vector<Job>);
  // For a thread that waits for the reply.
  Pending submit(Request);
  Health health() const { return committer_.health(); }
  Seq last_seq() const { return committer_.last_seq(); }                  // of the last commit
  std::shared_ptr<const Head> head() const { return committer_.head(); }  // the same with its hash
  const std::string& identity() const { return committer_.identity(); }
  bool may_be_ahead() const { return committer_.may_be_ahead(); }
  const std::string& journal_mode() const { return committer_.journal_mode(); }
  // Any thread: the fest failed its check, and nothing more may be saved in it.
  void condemn() { committer_.condemn(); }
  void stop();

 private:
  void run();
  void settle(std::vector<Job>);

  std::optional<Committer> own_;  // absent: somebody else opened the file
  Committer& committer_;          // used by thread_ only, except what any thread may call
  Queue queue_{limits::kQueue, limits::kBatch};
  std::thread thread_;
};

}  // namespace lastseat
