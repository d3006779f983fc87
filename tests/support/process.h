// A program as a child process, with its output in files. The destructor kills it if it still runs.
#pragma once

#include <chrono>
#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "support/temporary_folder.h"

namespace lastseat::test {

using Environment = std::vector<std::pair<std::string, std::string>>;

class Process {
 public:
  // It inherits our environment except LASTSEAT_ variables and the display.
  explicit Process(std::vector<std::string> words, const Environment& more = {});
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  int id() const { return id_; }
  void signal(int number) const;
  int wait();  // waits; its exit code, or -N if signal N ended it; throws after three minutes
  bool runs();

  std::string out() const { return text_of(folder_ / "out"); }
  std::string err() const { return text_of(folder_ / "err"); }
  // Waits for the first line of its standard output; empty if it ended without one.
  std::string first_line();

 private:
  TemporaryFolder folder_;
  int id_ = -1;
  bool over_ = false;
  int status_ = 0;
};

struct Finished {
  int code;
  std::string out;
  std::string err;
};
Finished run(std::vector<std::string> words, const Environment& more = {});

}  // namespace lastseat::test
