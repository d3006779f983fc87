// One client's socket as httplib reads and writes it, with what httplib lacks: a deadline for a
// whole request, however slowly its bytes arrive; a limit for all headers together; and a buffer,
// so that bytes of the next request that arrived with this one are not lost.
//
// Used by the thread that serves it. Does not own the socket.
#pragma once

#include <httplib.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace lastseat::http {

class Connection final : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  // The socket must already have its own timeouts: limits::kLook to receive, limits::kWriteWait to
  // send.
  explicit Connection(socket_t socket) : socket_(socket) {}

  // Waits for the first byte of the next request, and calls `give_up` every limits::kLook. False if
  // `give_up` returned true or the client closed the connection.
  bool wait_for_request(const std::function<bool(Clock::duration idle)>& give_up);
  // Starts the request's deadline, and the limit of its headers.
  void begin_request();
  // The headers have been read: starts the deadline and the limit of the body.
  void begin_body(std::size_t most, Clock::duration deadline);

  bool late() const { return late_; }            // the deadline has passed
  bool too_large() const { return too_large_; }  // more bytes came than the limit
  bool failed() const { return failed_; }
  bool answered() const { return answered_; }  // something was written since begin_request()

  // The next answer says "Connection: close", and the connection ends after it.
  void announce_end() { ending_ = true; }
  bool ending() const { return ending_; }
  // The same, where part of the request may not have been read.
  void leave_unread() { ending_ = unread_ = true; }

  // Ends the connection so that the last answer arrives. If a socket is closed with unread bytes,
  // the system resets the connection, and the client may lose what was sent.
  void finish();

  bool is_readable() const override { return at_ < filled_; }
  bool wait_readable() const override;
  bool wait_writable() const override;
  bool is_peer_alive() const override { return !failed_; }
  ssize_t read(char* to, std::size_t most) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }
  time_t duration() const override { return 0; }

 private:
  enum class Received { bytes, nothing, end };
  Received receive();
  bool fill();

  const socket_t socket_;
  std::array<char, 16 * 1024> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;

  Clock::time_point read_until_;
  Clock::time_point write_until_;
  std::size_t may_read_ = 0;
  bool late_ = false;
  bool too_large_ = false;
  bool failed_ = false;
  bool answered_ = false;
  bool ending_ = false;
  bool unread_ = false;
};

}  // namespace lastseat::http
