// A thread with a stack of 8 MiB: the C library's default is 128 KiB on some systems, and
// std::thread cannot set it. Only the part that is used takes memory.
#pragma once

#include <functional>
#include <memory>

namespace lastseat::platform {

class Thread {
 public:
  // Throws std::system_error if the system starts no thread. `work` must not throw.
  explicit Thread(std::function<void()> work);
  ~Thread();  // waits until the work is done
  Thread(Thread&&) noexcept;
  Thread& operator=(Thread&&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lastseat::platform
