// Requests from many threads to the writer, in batches: the requests that arrive while one batch is
// executed form the next. A thread that waits for an answer waits for its batch, so that one call
// wakes all threads of a batch.
//
// push() never blocks: a full queue refuses.
#pragma once

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

// Used by the queue while it fills, then by the writer until it has finished; after that each job
// is used by the thread that waits for it.
struct Batch {
  std::vector<Job> jobs = {};
  std::size_t weight = 0;  // of all of them (weight_of)

  std::promise<void> finish = {};  // set by the writer when every reply has been filled in
  const std::shared_future<void> finished = finish.get_future().share();
};

// A reply that is to come, like a std::future. One thread at a time; get() may be called once.
class Pending {
 public:
  explicit Pending(Delivery delivery) : known_(Reply{delivery}) {}
  Pending(std::shared_ptr<Batch> batch, std::size_t place)
      : batch_(std::move(batch)), place_(place) {}

  template <class Duration>
  std::future_status wait_for(Duration most) const {
    return known_ ? std::future_status::ready : batch_->finished.wait_for(most);
  }
  Reply get() {
    if (known_) return *std::move(known_);
    batch_->finished.wait();
    return std::move(batch_->jobs[place_].reply);
  }

 private:
  std::optional<Reply> known_;  // if it was known at once
  std::shared_ptr<Batch> batch_;
  std::size_t place_ = 0;
};

class Queue {
 public:
  // The most requests that may wait, and the greatest weight of a batch. A request that weighs more
  // has a batch of its own: a large import delays nobody in front of it.
  Queue(std::size_t capacity, std::size_t batch) : capacity_(capacity), most_(batch) {}

  // Any thread. The reply is `busy` if the queue is full, `stopping` if it is closed.
  Pending push(Request request) {
    const std::size_t weight = weight_of(request.command);
    std::unique_lock lock(mutex_);
    if (closed_) return Pending(Delivery::stopping);
    if (waiting_ >= capacity_) return Pending(Delivery::busy);
    if (batches_.empty() || batches_.back()->weight + weight > most_) {
      batches_.push_back(std::make_shared<Batch>());
    }
    std::shared_ptr<Batch> batch = batches_.back();
    batch->weight += weight;
    const std::size_t place = batch->jobs.size();
    batch->jobs.push_back({std::move(request)});
    ++waiting_;
    lock.unlock();
    filled_.notify_one();
    return {std::move(batch), place};
  }

  // Called by the one consumer: waits for a batch. Absent only if the queue is closed and empty.
  std::shared_ptr<Batch> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !batches_.empty(); });
    return taken();
  }

  // The same, but absent also if nothing came in that time.
  template <class Duration>
  std::shared_ptr<Batch> take_within(Duration duration) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, duration, [&] { return closed_ || !batches_.empty(); });
    return taken();
  }

  // Refuses further requests; those already in the queue can still be taken.
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
  std::size_t waiting_ = 0;  // requests in all batches
  bool closed_ = false;
};

}  // namespace lastseat
