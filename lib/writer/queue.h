// A bounded queue from many threads to one. Nothing ever waits to get in: a full queue says so.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>
#include <vector>

namespace lastseat {

template <class T>
class Queue {
 public:
  explicit Queue(std::size_t capacity) : capacity_(capacity) {}

  enum class Push { done, full, closed };
  // Any thread. `item` is moved from only when the answer is `done`.
  Push push(T& item) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return Push::closed;
      if (items_.size() >= capacity_) return Push::full;
      items_.push_back(std::move(item));
    }
    filled_.notify_one();
    return Push::done;
  }

  // The one taker: waits until there is something and takes up to `most`, in order. Empty only when
  // the queue is closed and everything has been taken.
  std::vector<T> take(std::size_t most) {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !items_.empty(); });
    return taken(most);
  }

  // The same, but waits no longer than that: empty when nothing has come.
  template <class Duration>
  std::vector<T> take_within(Duration duration, std::size_t most) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, duration, [&] { return closed_ || !items_.empty(); });
    return taken(most);
  }

  // Nothing gets in any more; what is in can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    filled_.notify_all();
  }

  bool closed() {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

 private:
  std::vector<T> taken(std::size_t most) {
    std::vector<T> taken;
    while (!items_.empty() && taken.size() < most) {
      taken.push_back(std::move(items_.front()));
      items_.pop_front();
    }
    return taken;
  }

  const std::size_t capacity_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace lastseat
