#include "http/net/connection.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "http/net/chunked_body.h"

namespace lastseat::http {
namespace {

constexpr std::size_t kPiece = 16 * 1024;      // received at once
constexpr std::size_t kLongPiece = 64 * 1024;  // of a long body, read at once
constexpr std::size_t kKept = 4 * 1024;        // memory that a connection keeps while it waits

#ifdef _WIN32
constexpr int kNoSignal = 0;
bool would_wait() { return WSAGetLastError() == WSAEWOULDBLOCK; }
#else
constexpr int kNoSignal = MSG_NOSIGNAL;
bool would_wait() { return errno == EAGAIN || errno == EWOULDBLOCK; }
#endif

void empty(std::string& text) {
  text.clear();
  if (text.capacity() > kKept) text.shrink_to_fit();
}

}  // namespace

Connection::Connection(socket_t socket, std::atomic<std::size_t>& open)
    : socket_(socket), open_(open) {
  ++open_;
}

Connection::~Connection() {
  if (socket_ != INVALID_SOCKET) httplib::detail::close_socket(socket_);
  --open_;
}

bool Connection::receive() {
  std::array<char, kPiece> piece;
  const ssize_t got = httplib::detail::read_socket(socket_, piece.data(), piece.size(), 0);
  const auto size = static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  in_.erase(0, at_);  // what was used: a client may never let it become empty
  at_ = 0;
  in_.append(piece.data(), size);
  // With less than there was room for, the system has no more; but the end may stand behind it.
  drained_ = got <= 0 || (size < piece.size() && !ended);
  return got > 0 || (got < 0 && would_wait());
}

void Connection::consume(std::size_t count) {
  at_ += count;
  scanned = 0;
  if (at_ < in_.size()) return;
  at_ = 0;
  empty(in_);
}

std::string Connection::take(std::size_t count) {
  std::string bytes;
  if (at_ + count == in_.size()) {
    in_.erase(0, at_);
    bytes = std::exchange(in_, {});
    at_ = scanned = 0;
  } else {
    bytes = in_.substr(at_, count);
    consume(count);
  }
  return bytes;
}

void Connection::forget() { consume(in_.size() - at_); }

bool Connection::send(std::string bytes) {
  if (sent()) {
    out_ = std::move(bytes);
    out_at_ = 0;
  } else {
    out_ += bytes;
  }
  return send_more();
}

bool Connection::send_more() {
  while (true) {
    if (out_at_ == out_.size()) {
      out_at_ = 0;
      empty(out_);
      if (!long_out_) return true;
      out_ = long_out_->read(long_at_, std::min(kLongPiece, long_out_->size - long_at_));
      if (out_.empty()) return false;
      long_at_ += out_.size();
      if (long_at_ == long_out_->size) {
        long_out_.reset();
        long_at_ = 0;
      }
    }
    const ssize_t took = httplib::detail::send_socket(socket_, out_.data() + out_at_,
                                                      out_.size() - out_at_, kNoSignal);
    if (took < 0) return would_wait();
    out_at_ += static_cast<std::size_t>(took);
  }
}

void Connection::begin_parsing(std::size_t most) {
  parsed_ = 0;
  parse_most_ = std::min(most, in_.size() - at_);
  ran_dry_ = false;
  written_.clear();
}

ssize_t Connection::read(char* to, std::size_t most) {
  if (parsed_ == parse_most_) {
    ran_dry_ = true;
    return -1;
  }
  const std::size_t count = std::min(most, parse_most_ - parsed_);
  if (count == 1) {  // httplib reads lines byte by byte
    *to = in_[at_ + parsed_];
  } else {
    std::memcpy(to, in_.data() + at_ + parsed_, count);
  }
  parsed_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t Connection::write(const char* from, std::size_t size) {
  written_.append(from, size);
  return static_cast<ssize_t>(size);
}

}  // namespace lastseat::http
