// The threads that serve connections; each serves one at a time. They are started when needed, up
// to a limit, with stacks of a known size, and then kept.
//
// enqueue() is called by the accepting thread only. A connection for which no thread is free waits.
// If too many wait already, enqueue() calls it itself, with overloaded() true, so that it is
// answered with a 503 at once.
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
  void shutdown() override;  // serves the waiting connections, then ends the threads

  // Whether idle connections should end, because others wait for a thread or it is shutting down.
  bool wants_threads_back();
  // Whether the calling thread serves a connection only to refuse it.
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
