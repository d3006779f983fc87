#include "http/net/thread_queue.h"

#include <utility>

namespace lastseat::http {
namespace {

// The C library's default is 128 KiB on some systems. Only the part that is used takes memory.
constexpr std::size_t kStack = 8 * 1024 * 1024;

thread_local bool overloaded_here = false;

}  // namespace

bool ThreadQueue::overloaded() { return overloaded_here; }

bool ThreadQueue::wants_threads_back() {
  const std::lock_guard lock(mutex_);
  return closing_ || (threads_.size() >= most_ && waiting_.size() > idle_);
}

bool ThreadQueue::enqueue(std::function<void()> connection) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() < most_waiting_) {
      waiting_.push_back(std::move(connection));
      if (waiting_.size() > idle_ && threads_.size() < most_) start_thread();
      // Without a single thread it would wait for ever.
      if (!threads_.empty()) {
        changed_.notify_one();
        return true;
      }
      connection = std::move(waiting_.back());
      waiting_.pop_back();
    }
  }
  overloaded_here = true;
  connection();
  overloaded_here = false;
  return true;
}

void ThreadQueue::shutdown() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (const pthread_t thread : std::exchange(threads_, {})) pthread_join(thread, nullptr);
}

bool ThreadQueue::start_thread() {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_attr_setstacksize(&attributes, kStack);
  pthread_t thread{};
  const bool started = pthread_create(&thread, &attributes, run, this) == 0;
  pthread_attr_destroy(&attributes);
  if (started) threads_.push_back(thread);
  return started;
}

void* ThreadQueue::run(void* self) {
  static_cast<ThreadQueue*>(self)->serve();
  return nullptr;
}

void ThreadQueue::serve() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [&] { return closing_ || !waiting_.empty(); });
    --idle_;
    if (waiting_.empty()) return;
    const std::function<void()> connection = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    connection();
    lock.lock();
  }
}

}  // namespace lastseat::http
