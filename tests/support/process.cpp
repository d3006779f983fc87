#include "support/process.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>
#include <thread>

extern char** environ;

namespace lastseat::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{180};
constexpr std::chrono::milliseconds kBetweenLooks{2};

bool is_ours(std::string_view variable) {
  return variable.starts_with("LASTSEAT_") || variable.starts_with("DISPLAY=") ||
         variable.starts_with("WAYLAND_DISPLAY=");
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (std::string& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

}  // namespace

Process::Process(std::vector<std::string> words, const Environment& more) {
  std::vector<std::string> variables;  // of two with the same name the first one counts
  for (const auto& [name, value] : more) variables.push_back(name + "=" + value);
  for (char** each = environ; *each; ++each) {
    if (!is_ours(*each)) variables.emplace_back(*each);
  }

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  const std::string out = (folder_ / "out").string();
  const std::string err = (folder_ / "err").string();
  constexpr int kFlags = O_WRONLY | O_CREAT | O_TRUNC;
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), kFlags, 0600);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), kFlags, 0600);
  const int result = ::posix_spawn(&id_, words.front().c_str(), &actions, nullptr,
                                   pointers(words).data(), pointers(variables).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (result != 0) throw std::runtime_error("cannot start " + words.front());
}

Process::~Process() {
  if (over_) return;
  ::kill(id_, SIGKILL);
  ::waitpid(id_, &status_, 0);
}

void Process::signal(int number) const { ::kill(id_, number); }

bool Process::runs() {
  if (!over_) over_ = ::waitpid(id_, &status_, WNOHANG) == id_;
  return !over_;
}

int Process::wait() {
  const auto deadline = Clock::now() + kPatience;
  while (runs()) {
    if (Clock::now() > deadline) throw std::runtime_error("the program does not end: " + err());
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

std::string Process::first_line() {
  const auto deadline = Clock::now() + kPatience;
  while (Clock::now() < deadline) {
    const bool ran = runs();
    const std::string text = out();
    if (const std::size_t end = text.find('\n'); end != std::string::npos)
      return text.substr(0, end);
    if (!ran) return {};
    std::this_thread::sleep_for(kBetweenLooks);
  }
  throw std::runtime_error("the program prints nothing: " + err());
}

Finished run(std::vector<std::string> words, const Environment& more) {
  Process process(std::move(words), more);
  const int code = process.wait();
  return {code, process.out(), process.err()};
}

}  // namespace lastseat::test
