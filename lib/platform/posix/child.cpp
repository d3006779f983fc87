#include "platform/child.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

extern char** environ;

namespace lastseat::platform {
namespace {

using Pipe = std::array<int, 2>;  // the end to read, the end to write

void close_end(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

void close_pipe(Pipe& pipe) {
  close_end(pipe[0]);
  close_end(pipe[1]);
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// 0, or the error.
int spawn(pid_t& id, std::vector<std::string>& words, const Pipe& in, const Pipe& out,
          const std::filesystem::path& errors) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  if (!errors.empty()) {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_APPEND;
    ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), kFlags, 0666);
  }
  const int error =
      ::posix_spawn(&id, words.front().c_str(), &actions, nullptr, pointers(words).data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

Child::Child(std::vector<std::string> words, const std::filesystem::path& errors)
    : program_(words.front()) {
  Pipe in{-1, -1};
  Pipe out{-1, -1};
  // Closed in all other children; otherwise one child would keep another's input open.
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) {
    const int error = errno;
    close_pipe(in);
    throw std::system_error(error, std::generic_category(), "cannot make a pipe to " + program_);
  }
  pid_t id = -1;
  const int error = spawn(id, words, in, out, errors);
  close_end(in[0]);
  close_end(out[1]);
  if (error != 0) {
    close_pipe(in);
    close_pipe(out);
    throw std::system_error(error, std::generic_category(), "cannot start " + program_);
  }
  process_ = id;
  over_ = false;
  input_ = in[1];
  output_ = out[0];
}

Child::~Child() {
  close_end(input_);
  close_end(output_);
  if (over_) return;
  ::kill(static_cast<pid_t>(process_), SIGKILL);
  int status = 0;
  while (::waitpid(static_cast<pid_t>(process_), &status, 0) < 0 && errno == EINTR) {
  }
}

Child::Child(Child&& other) noexcept { swap(other); }

Child& Child::operator=(Child&& other) noexcept {
  swap(other);
  return *this;
}

void Child::swap(Child& other) noexcept {
  std::swap(program_, other.program_);
  std::swap(process_, other.process_);
  std::swap(over_, other.over_);
  std::swap(code_, other.code_);
  std::swap(input_, other.input_);
  std::swap(output_, other.output_);
  std::swap(read_, other.read_);
}

void Child::fail(const char* what) const {
  throw std::system_error(errno, std::generic_category(), std::string(what) + " " + program_);
}

std::optional<std::string> Child::read_line(std::chrono::milliseconds patience) {
  std::size_t end = read_.find('\n');
  while (end == std::string::npos) {
    if (!fill(patience)) {
      if (read_.empty()) return std::nullopt;
      return std::exchange(read_, {});  // killed in the middle of a line
    }
    end = read_.find('\n');
  }
  std::string line = read_.substr(0, end);
  read_.erase(0, end + 1);
  return line;
}

// Reads what is available. False at the end.
bool Child::fill(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline - std::chrono::steady_clock::now());
    pollfd end{output_, POLLIN, 0};
    const int ready = ::poll(&end, 1, left.count() > 0 ? static_cast<int>(left.count()) : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0) errno = ETIMEDOUT;
    if (ready <= 0) fail("no output from");
    std::array<char, 4096> bytes{};
    const ssize_t count = ::read(output_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot read from");
    read_.append(bytes.data(), static_cast<std::size_t>(count));
    return count > 0;
  }
}

bool Child::write(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = ::write(input_, rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EPIPE) return false;
    if (count < 0) fail("cannot write to");
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Child::close_input() { close_end(input_); }

void Child::kill() const {
  if (!over_) ::kill(static_cast<pid_t>(process_), SIGKILL);
}

int Child::wait() {
  if (over_) return code_;
  int status = 0;
  while (::waitpid(static_cast<pid_t>(process_), &status, 0) < 0) {
    if (errno != EINTR) fail("cannot wait for");
  }
  over_ = true;
  code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return code_;
}

}  // namespace lastseat::platform
