// Another program as a child process, with a pipe to its standard input and one from its standard
// output; its standard error is ours, or goes to a file. It is spawned, never only forked: the
// parent may have threads and open databases, whose locks a forked copy would share and drop.
//
// One thread at a time, but another one may call kill() while this one reads or writes. Owns the
// process: the destructor kills it if it still runs, and leaves no zombie. Errors are
// std::system_error, and name the program.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat::platform {

class Child {
 public:
  // words[0] is the path of the program, the others are its arguments. Its standard error is
  // appended to the file `errors`, unless that is empty.
  explicit Child(std::vector<std::string> words, const std::filesystem::path& errors = {});
  ~Child();
  Child(Child&&) noexcept;
  Child& operator=(Child&&) noexcept;

  // The next line of its output, without the line feed; absent at the end of the output. A child
  // that writes nothing for longer than `patience` is an error.
  std::optional<std::string> read_line(std::chrono::milliseconds patience = kPatience);
  // Sends it a line. False if it no longer reads.
  bool write(std::string_view line);
  void close_input();  // it then reads the end of its input

  void kill() const;  // at once, whatever it is doing
  int wait();         // waits until it has ended; its exit code, or -N if signal N ended it

 private:
  static constexpr std::chrono::minutes kPatience{1};
  void swap(Child&) noexcept;
  bool fill(std::chrono::milliseconds patience);
  [[noreturn]] void fail(const char* what) const;

  std::string program_;
  std::intptr_t process_ = -1;
  bool over_ = true;
  int code_ = 0;
  int input_ = -1;   // we write
  int output_ = -1;  // we read
  std::string read_;
};

}  // namespace lastseat::platform
