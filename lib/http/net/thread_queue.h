// The threads that serve connections, one connection a thread at a time. They are started as they
// are needed, up to limits::kThreads, with stacks of a known size, and kept.
//
// enqueue() is the accepting thread's; a connection that finds no thread waits its turn, and when
// too many wait it is served by enqueue() itself, with overloaded() true: to be told to come again.
#pragma once

#include <httplib.h>
#include <pthread.h>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

namespace lastseat::http {

class ThreadQueue final : public httplib::TaskQueue {
 public:
  ThreadQueue(std::size_t threads, std::size_t waiting) : most_(threads), most_waiting_(waiting) {}
  ~ThreadQueue() override { shutdown(); }

  bool enqueue(std::function<void()> connection) override;
  void shutdown() override;  // serves what waits, then ends the threads

  // Whether idle connections should end: others wait for their threads, or it shuts down.
  bool wants_threads_back();
  // Whether the calling thread is serving a connection only to turn it away.
  static bool overloaded();

 private:
  static void* run(void* self);
  void serve();
  bool start_thread();

  const std::size_t most_;
  const std::size_t most_waiting_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t idle_ = 0;
  bool closing_ = false;
  std::vector<pthread_t> threads_;
};

}  // namespace lastseat::http
