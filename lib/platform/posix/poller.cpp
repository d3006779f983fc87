#include "platform/poller.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace lastseat::platform {
namespace {

constexpr int kEvents = 256;  // at once; the others come the next time

int checked(int file) {
  if (file < 0) throw std::system_error(errno, std::generic_category());
  return file;
}

}  // namespace

bool never_waits(std::intptr_t socket) {
  const int file = static_cast<int>(socket);
  const int flags = ::fcntl(file, F_GETFL);
  return flags >= 0 && ::fcntl(file, F_SETFL, flags | O_NONBLOCK) == 0;
}

Poller::Poller()
    : poll_(checked(::epoll_create1(EPOLL_CLOEXEC))),
      wake_(checked(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
  epoll_event event{};
  event.events = EPOLLIN;
  checked(::epoll_ctl(poll_, EPOLL_CTL_ADD, wake_, &event));
  events_.reserve(kEvents);
}

Poller::~Poller() {
  ::close(wake_);
  ::close(poll_);
}

bool Poller::add(std::intptr_t socket, void* about) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = about;
  return ::epoll_ctl(poll_, EPOLL_CTL_ADD, static_cast<int>(socket), &event) == 0;
}

std::span<const Poller::Event> Poller::wait(std::chrono::milliseconds most) {
  std::array<epoll_event, kEvents> found;
  const int time = most.count() < 0 ? -1 : static_cast<int>(most.count());
  const int count = ::epoll_wait(poll_, found.data(), kEvents, time);
  events_.clear();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = found[static_cast<std::size_t>(i)];
    if (!event.data.ptr) {
      std::uint64_t times = 0;
      [[maybe_unused]] const auto got = ::read(wake_, &times, sizeof times);
      continue;
    }
    constexpr std::uint32_t kEnded = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    const bool ended = (event.events & kEnded) != 0;
    events_.push_back({event.data.ptr, ended || (event.events & EPOLLIN) != 0,
                       ended || (event.events & EPOLLOUT) != 0, ended});
  }
  return events_;
}

void Poller::wake() {
  const std::uint64_t once = 1;
  [[maybe_unused]] const auto written = ::write(wake_, &once, sizeof once);
}

}  // namespace lastseat::platform
