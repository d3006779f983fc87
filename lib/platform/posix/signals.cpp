#include "platform/signals.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <system_error>

namespace lastseat::platform {
namespace {

constexpr std::array<int, 3> kSignals{SIGINT, SIGTERM, SIGHUP};

// A handler may do almost nothing, so it writes a byte into this pipe, and wait() waits for it.
std::array<int, 2> stop_pipe{-1, -1};
std::array<struct sigaction, kSignals.size()> former;

void wake() {
  const int error = errno;
  const char byte = 's';
  // If the pipe is full, wait() wakes up anyway.
  [[maybe_unused]] const ssize_t written = ::write(stop_pipe[1], &byte, 1);
  errno = error;
}

extern "C" void lastseat_stop_signal(int) { wake(); }

void ignore(int signal) {
  struct sigaction action {};
  action.sa_handler = SIG_IGN;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

void turn_signals_into_errors() {
  ignore(SIGPIPE);
  ignore(SIGXFSZ);
}

StopSignal::StopSignal() {
  if (::pipe2(stop_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }

  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], nullptr, &former[i]);
    if (kSignals[i] == SIGHUP && former[i].sa_handler == SIG_IGN) continue;  // nohup
    struct sigaction action {};
    action.sa_handler = lastseat_stop_signal;
    action.sa_flags = SA_RESTART;
    ::sigaction(kSignals[i], &action, nullptr);
  }
}

StopSignal::~StopSignal() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    ::sigaction(kSignals[i], &former[i], nullptr);
  }
  for (int& end : stop_pipe) {
    ::close(end);
    end = -1;
  }
}

// The byte stays in the pipe, so that another wait() returns at once.
void StopSignal::wait() {
  pollfd end{stop_pipe[0], POLLIN, 0};
  while (::poll(&end, 1, -1) < 0 && errno == EINTR) {
  }
}

void StopSignal::request() { wake(); }

}  // namespace lastseat::platform
