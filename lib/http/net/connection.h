// One client: the bytes that came, the request that is being answered, and the bytes that go.
// Nothing here waits. httplib reads a request from this as from a stream, out of the bytes that are
// there.
//
// Used by one thread at a time: the one that listens makes it, then it belongs to the thread of the
// connections (Connections::run). Owns the socket. Of the public members, it uses `scanned` and
// `ended` itself; the others are notes of Connections.
#pragma once

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "http/net/exchange.h"
#include "http/net/response.h"

namespace lastseat::http {

class ChunkedBody;

class Connection final : public httplib::Stream {
 public:
  using Clock = std::chrono::steady_clock;

  enum class State {
    head,       // waits for a request, or for the rest of its headers
    body,       // waits for the rest of its body
    answering,  // somebody else makes the answer
    sending,    // waits until the client takes more of the answer
    leaving,    // everything is sent: waits until the client stops sending
  };

  // `open` counts the connections that exist.
  Connection(socket_t socket, std::atomic<std::size_t>& open);
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // What came and has not been used.
  std::string_view unread() const { return std::string_view(in_).substr(at_); }
  // Takes what the system has, at most 16 KiB. False if nothing more will come.
  bool receive();
  std::size_t kept() const { return in_.capacity(); }  // memory for what came
  bool drained() const { return drained_; }            // the system had no more
  void consume(std::size_t count);
  std::string take(std::size_t count);  // the same, and returns those bytes
  void expect(std::size_t count) { in_.reserve(at_ + count); }
  // Throws the rest away.
  void forget();

  // Sends what the system takes. False if the connection failed.
  bool send(std::string bytes);
  bool send_more();
  void send_after(LongBody body) { long_out_ = std::move(body); }
  bool sent() const { return out_at_ == out_.size() && !long_out_; }

  // While httplib reads: only `most` bytes of what is unread may be read, from the first on.
  void begin_parsing(std::size_t most);
  // How many bytes httplib read.
  std::size_t parsed() const { return parsed_; }
  bool ran_dry() const { return ran_dry_; }  // it wanted more
  // What httplib wrote: its answer to what it does not understand.
  std::string take_written() { return std::exchange(written_, {}); }

  bool is_readable() const override { return parsed_ < parse_most_; }
  bool wait_readable() const override { return is_readable(); }
  bool wait_writable() const override { return true; }
  bool is_peer_alive() const override { return true; }
  ssize_t read(char* to, std::size_t most) override;
  ssize_t write(const char* from, std::size_t size) override;
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return socket_; }
  time_t duration() const override { return 0; }

  State state = State::head;
  Clock::time_point since = {};       // when it began to wait for a request
  Clock::time_point until = {};       // when the state ends at the latest
  Clock::time_point send_until = {};  // when the whole answer must have been sent
  bool may_read = false;              // there may be something to receive
  bool ended = false;                 // the client sends nothing more
  bool closing = false;  // the next answer says "Connection: close", and the connection ends then
  bool lingers = false;  // before it ends, what the client still sends is thrown away
  bool answer_pending = false;  // somebody has been asked for an answer, and has not given it
  bool unfinished = false;      // it has had its turns, and may go on when the others had theirs
  bool large = false;           // it has one of the places for requests with a large body
  std::size_t held = 0;         // bytes of an unfinished request
  std::size_t thrown_away = 0;
  std::size_t scanned = 0;  // in what is unread, no request ends before

  // The request that is being read or answered
  bool without_body = false;            // its answer has no body: it is HEAD
  std::unique_ptr<ChunkedBody> chunks;  // in State::body, if it is chunked
  std::size_t body_size = 0;            // of a body that is not chunked
  Begun begun = {};

 private:
  const socket_t socket_;
  std::atomic<std::size_t>& open_;
  std::string in_;
  std::size_t at_ = 0;
  bool drained_ = false;
  std::string out_;
  std::size_t out_at_ = 0;
  std::optional<LongBody> long_out_;
  std::size_t long_at_ = 0;

  std::size_t parsed_ = 0;
  std::size_t parse_most_ = 0;
  bool ran_dry_ = false;
  std::string written_;
};

}  // namespace lastseat::http
