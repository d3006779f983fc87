#include "http/net/connection.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "http/net/limits.h"

namespace lastseat::http {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFarewell{500};  // how long a client may take to stop sending
constexpr std::size_t kFarewellBytes = 4 * 1024 * 1024;

#ifdef _WIN32
int poll_socket(pollfd* what, int timeout_ms) { return WSAPoll(what, 1, timeout_ms); }
constexpr int kSendOnly = SD_SEND;
constexpr int kNoSignal = 0;
bool timed_out() { return WSAGetLastError() == WSAETIMEDOUT; }
#else
int poll_socket(pollfd* what, int timeout_ms) { return ::poll(what, 1, timeout_ms); }
constexpr int kSendOnly = SHUT_WR;
constexpr int kNoSignal = MSG_NOSIGNAL;
bool timed_out() { return errno == EAGAIN || errno == EWOULDBLOCK; }
#endif

// Waits for the socket to be ready for `events`; false if it was not in that time.
bool ready(socket_t socket, short events, Connection::Clock::duration most) {
  const auto until = Connection::Clock::now() + most;
  while (true) {
    const auto left = std::chrono::ceil<milliseconds>(until - Connection::Clock::now());
    pollfd what{};
    what.fd = socket;
    what.events = events;
    const int found = poll_socket(&what, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (found > 0) return true;
    if (found == 0 || errno != EINTR) return false;
  }
}

}  // namespace

bool Connection::wait_for_request(const std::function<bool(Clock::duration)>& give_up) {
  if (is_readable()) return true;
  const auto begin = Clock::now();
  Received received = receive();
  while (received == Received::nothing) {
    if (give_up(Clock::now() - begin)) return false;
    received = receive();
  }
  return received == Received::bytes;
}

void Connection::begin_request() {
  read_until_ = Clock::now() + limits::kRequestDeadline;
  write_until_ = read_until_ + limits::kDownloadDeadline;
  may_read_ = limits::kHeaderBytes;
  answered_ = false;
}

void Connection::begin_body(std::size_t most, Clock::duration deadline) {
  read_until_ = Clock::now() + deadline;
  write_until_ = read_until_ + limits::kAnswerDeadline + limits::kDownloadDeadline;
  may_read_ = most;
}

bool Connection::wait_readable() const {
  return is_readable() || ready(socket_, POLLIN, read_until_ - Clock::now());
}

bool Connection::wait_writable() const {
  const Clock::duration most =
      std::min<Clock::duration>(limits::kWriteWait, write_until_ - Clock::now());
  return most > Clock::duration::zero() && ready(socket_, POLLOUT, most);
}

// One system call, which waits at most limits::kLook.
Connection::Received Connection::receive() {
  const ssize_t got = httplib::detail::read_socket(socket_, buffer_.data(), buffer_.size(), 0);
  at_ = 0;
  filled_ = got > 0 ? static_cast<std::size_t>(got) : 0;
  if (got > 0) return Received::bytes;
  if (got < 0 && timed_out()) return Received::nothing;
  failed_ = true;
  return Received::end;
}

bool Connection::fill() {
  while (Clock::now() < read_until_) {
    const Received received = receive();
    if (received != Received::nothing) return received == Received::bytes;
  }
  late_ = failed_ = true;
  return false;
}

ssize_t Connection::read(char* to, std::size_t most) {
  if (may_read_ == 0) {
    too_large_ = failed_ = true;
    return -1;
  }
  if (!is_readable() && !fill()) return late_ ? -1 : 0;
  if (most == 1) {  // httplib reads lines byte by byte
    *to = buffer_[at_++];
    --may_read_;
    return 1;
  }
  const std::size_t count = std::min({most, filled_ - at_, may_read_});
  std::memcpy(to, buffer_.data() + at_, count);
  at_ += count;
  may_read_ -= count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  const bool late = Clock::now() >= write_until_;
  const ssize_t sent = late ? -1 : httplib::detail::send_socket(socket_, from, size, kNoSignal);
  answered_ = true;
  if (sent < 0) failed_ = true;
  return sent;
}

void Connection::finish() {
  ::shutdown(socket_, kSendOnly);
  const auto until = Clock::now() + kFarewell;
  std::size_t taken = 0;
  while ((failed_ || unread_) && taken < kFarewellBytes && Clock::now() < until &&
         ready(socket_, POLLIN, until - Clock::now())) {
    const ssize_t got = httplib::detail::read_socket(socket_, buffer_.data(), buffer_.size(), 0);
    if (got <= 0) break;
    taken += static_cast<std::size_t>(got);
  }
}

}  // namespace lastseat::http
