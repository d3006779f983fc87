#include "platform/browser.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>

namespace lastseat::platform {
namespace {

bool is_set(const char* name) {
  const char* value = std::getenv(name);
  return value && *value;
}

// The program of that name in PATH, or empty.
std::string found_in_path(std::string_view program) {
  const char* variable = std::getenv("PATH");
  std::string_view path = variable ? variable : "";
  while (!path.empty()) {
    const std::string_view folder = path.substr(0, path.find(':'));
    path.remove_prefix(folder.size() + (folder.size() < path.size() ? 1 : 0));
    if (folder.empty()) continue;  // the current folder: never start a program from there
    std::string candidate(folder);
    candidate.append("/").append(program);
    if (::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

// In the grandchild, between fork and exec: only async-signal-safe calls.
[[noreturn]] void become(char* const arguments[]) {
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP}) ::signal(signal, SIG_DFL);
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (int fd = 0; fd < 3; ++fd) ::dup2(nothing, fd);
  for (int fd = 3; fd < 1024; ++fd) ::close(fd);  // the browser must not keep the lock and the port
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

bool open_browser(const std::string& address) {
  if (!is_set("DISPLAY") && !is_set("WAYLAND_DISPLAY")) return false;
  std::string program = found_in_path("xdg-open");
  if (program.empty()) return false;
  std::string argument = address;
  char* const arguments[] = {program.data(), argument.data(), nullptr};

  // Fork twice, so that the browser belongs to init and never becomes our zombie.
  const pid_t child = ::fork();
  if (child < 0) return false;
  if (child == 0) {
    const pid_t grandchild = ::fork();
    if (grandchild == 0) become(arguments);
    ::_exit(grandchild < 0 ? 1 : 0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) return false;
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace lastseat::platform
