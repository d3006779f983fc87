// Jobs from many threads to the writer, in batches: those that arrive while one batch is executed
// form the next.
//
// push() never blocks: a full queue refuses.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "writer/committer.h"

namespace lastseat {

class Queue {
 public:
  // The most jobs that may wait, and the greatest weight of a batch (weight_of). A job that weighs
  // more has a batch of its own: a large import delays nobody in front of it.
  Queue(std::size_t capacity, std::size_t batch) : capacity_(capacity), most_(batch) {}

  // Any thread. Returns those that were refused: `busy` if the queue is full, `stopping` if it is
  // closed.
  std::vector<Job> push(std::vector<Job> jobs) {
    std::vector<Job> refused;
    {
      const std::lock_guard lock(mutex_);
      for (Job& job : jobs) {
        if (closed_ || waiting_ >= capacity_) {
          job.reply = {closed_ ? Delivery::stopping : Delivery::busy};
          refused.push_back(std::move(job));
        } else {
          add(std::move(job));
        }
      }
    }
    filled_.notify_one();
    return refused;
  }

  // Called by the one consumer: waits for a batch. Absent only if the queue is closed and empty.
  std::optional<std::vector<Job>> take() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [&] { return closed_ || !batches_.empty(); });
    return taken();
  }

  // The same, but absent also if nothing came in that time.
  template <class Duration>
  std::optional<std::vector<Job>> take_within(Duration duration) {
    std::unique_lock lock(mutex_);
    filled_.wait_for(lock, duration, [&] { return closed_ || !batches_.empty(); });
    return taken();
  }

  // Refuses further jobs; those already in the queue can still be taken.
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
  struct Batch {
    std::vector<Job> jobs = {};
    std::size_t weight = 0;  // of all of them
  };

  void add(Job job) {
    const std::size_t weight = weight_of(job.request.command);
    if (batches_.empty() || batches_.back().weight + weight > most_) batches_.emplace_back();
    batches_.back().weight += weight;
    batches_.back().jobs.push_back(std::move(job));
    ++waiting_;
  }

  std::optional<std::vector<Job>> taken() {
    if (batches_.empty()) return std::nullopt;
    std::vector<Job> jobs = std::move(batches_.front().jobs);
    batches_.pop_front();
    waiting_ -= jobs.size();
    return jobs;
  }

  const std::size_t capacity_;
  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<Batch> batches_;
  std::size_t waiting_ = 0;  // jobs in all batches
  bool closed_ = false;
};

}  // namespace lastseat
