// The one thread that changes the fest.
//
// Any thread hands a request to submit() and gets a reply that is pending. The writer takes what
// has gathered and lets its committer settle it: one transaction and one fsync for all that waited.
// While that runs the next batch gathers, so an idle desk waits for one fsync and nothing else.
//
// stop() finishes what is queued and returns when everything is answered. The destructor calls it,
// and closes the file, whole in itself if nobody reads it any more.
#pragma once

#include <string>
#include <thread>

#include "writer/committer.h"
#include "writer/queue.h"

namespace lastseat {

class Writer {
 public:
  using Hooks = Committer::Hooks;  // called on the writer's thread

  // Opens the file, or throws StorageError.
  Writer(DatabaseOptions, Hooks);
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // Any thread; never blocks.
  Pending submit(Request);
  Health health() const { return committer_.health(); }
  Seq last_seq() const { return committer_.last_seq(); }  // of the last commit
  bool may_be_ahead() const { return committer_.may_be_ahead(); }
  const std::string& journal_mode() const { return committer_.journal_mode(); }
  // Any thread: nothing is saved any more, because the fest was found not to be sound.
  void condemn() { committer_.condemn(); }
  void stop();

 private:
  void run();
  void settle(const std::shared_ptr<Batch>&);

  Committer committer_;  // the thread's only, but for what it lets any thread ask
  Queue queue_;
  std::thread thread_;
};

}  // namespace lastseat
