// A few threads for work that may take long or wait for the disk. They are started when needed, up
// to a limit, and then kept.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "platform/thread.h"

namespace lastseat::http {

class Workers {
 public:
  explicit Workers(std::size_t threads) : most_(threads) {}
  ~Workers();  // does what is waiting first
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // Any thread. The work must not throw. If no thread can be started, it is done at once.
  void add(std::function<void()> work);

 private:
  void serve();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  std::size_t idle_ = 0;
  bool closing_ = false;
  std::vector<platform::Thread> threads_;
};

}  // namespace lastseat::http
