// From many threads to the writer, in batches: what gathers while one batch is settled is the next.
// Whoever waits for an answer waits for the batch that it is in, and one call wakes them all.
//
// Nothing ever waits to get in: a full queue says so.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "writer/committer.h"

namespace lastseat {

// Belongs to the queue while it gathers, to the writer until it is finished, and then each job to
// the thread that waits for it.
struct Batch {
  std::vector<Job> jobs = {};

  // The writer's: every reply is there.
  void finish() {
    {
      const std::lock_guard lock(mutex_);
      finished_ = true;
    }
    changed_.notify_all();
  }

  // Whether it is finished, within that time.
  template <class Duration>
  bool wait_for(Duration most) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, most, [&] { return finished_; });
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return finished_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool finished_ = false;
};

// A reply on its way; one thread's at a time. As std::future, but get() once only.
class Pending {
 public:
  explicit Pending(Delivery delivery) : known_(Reply{delivery}) {}
  Pending(std::shared_ptr<Batch> batch, std::size_t place)
      : batch_(std::move(batch)), place_(place) {}

  template <class Duration>
  std::future_status wait_for(Duration most) const {
    const bool there = known_ || batch_->wait_for(most);
    return there ? std::future_status::ready : std::future_status::timeout;
  }
  Reply get() {
    if (known_) return *std::move(known_);
    batch_->wait();
    return std::move(batch_->jobs[place_].reply);
  }

 private:
  std::optional<Reply> known_;  // from the beginning
  std::shared_ptr<Batch> batch_;
  std::size_t place_ = 0;
};

class Queue {
 public:
  // Requests that may wait, and how many make a batch at most.
  Queue(std::size_t capacity, std::size_t batch) : capacity_(capacity), most_(batch) {}

  // Any thread: `busy` at once when the queue is full, `stopping` when it is closed.
  Pending push(Request request) {
    std::unique_lock lock(mutex_);
    if (closed_) return Pending(Delivery::stopping);
    if (waiting_ >= capacity_) return Pending(Delivery::busy);
    if (batches_.empty() || batches_.back()->jobs.size() == most_) {
      batches_.push_back(std::make_shared<Batch>());
    }
    std::shared_ptr<Batch> batch = batches_.back();
    const std::size_t place = batch->jobs.size();
    batch->jobs.push_back({std::move(request)});
    ++waiting_;
    lock.unlock();
    filled_.notify_one();
    return {std::move(batch), place};
  }

  // The one taker: waits until there is something. Absent only when the queue is closed and
  // everything has been taken.
  std::shared_ptr<Batch> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !batches_.empty(); });
    return taken();
  }

  // The same, but waits no longer than that: absent when nothing has come.
  template <class Duration>
  std::shared_ptr<Batch> take_within(Duration duration) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, duration, [&] { return closed_ || !batches_.empty(); });
    return taken();
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
  std::shared_ptr<Batch> taken() {
    if (batches_.empty()) return nullptr;
    std::shared_ptr<Batch> batch = std::move(batches_.front());
    batches_.pop_front();
    waiting_ -= batch->jobs.size();
    return batch;
  }

  const std::size_t capacity_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<std::shared_ptr<Batch>> batches_;
  std::size_t waiting_ = 0;  // requests in all of them
  bool closed_ = false;
};

}  // namespace lastseat
