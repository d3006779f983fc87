// Shows the progress of a long operation on standard error, if that is a terminal. It appears after
// half a second and is erased at the end. One thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <future>
#include <string>

#include "text/message.h"

namespace lastseat {

class Progress {
 public:
  explicit Progress(const Message& what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::int64_t done, std::int64_t all);
  void show_time();  // for an operation of unknown length

  // Waits for a future, or for a class like one, and shows the time.
  template <class Future>
  auto wait(Future future) {
    while (future.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready)
      show_time();
    return future.get();
  }

 private:
  bool is_due();
  void draw(const std::string& line);

  const std::string what_;
  const bool visible_;
  const std::chrono::steady_clock::time_point begin_;
  std::chrono::steady_clock::time_point drawn_;
  std::size_t drawn_columns_ = 0;
};

}  // namespace lastseat
