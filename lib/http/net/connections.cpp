#include "http/net/connections.h"

#include <algorithm>
#include <thread>
#include <utility>

#include "http/net/answer.h"
#include "http/net/chunked_body.h"
#include "http/net/header.h"
#include "http/net/limits.h"
#include "http/net/problem.h"
#include "http/net/request.h"

namespace lastseat::http {
namespace {

using State = Connection::State;

constexpr std::string_view kEndOfHead = "\r\n\r\n";
constexpr std::size_t kTogether = 8;  // clients that are read before the writer gets their commands
constexpr int kTurns = 8;  // pieces and requests of one client before the others are served
constexpr std::chrono::seconds kSettled{1};  // only who is idle for longer has to make room

#ifdef _WIN32
constexpr int kSendOnly = SD_SEND;
#else
constexpr int kSendOnly = SHUT_WR;
#endif

bool is_idle(const Connection& connection) {
  return connection.state == State::head && connection.unread().empty();
}

// Whether headers can end in what came since the last look.
bool may_end(Connection& connection) {
  const std::string_view bytes = connection.unread();
  const std::size_t from = connection.scanned - std::min(connection.scanned, kEndOfHead.size() - 1);
  connection.scanned = bytes.size();
  return bytes.find(kEndOfHead, from) != std::string_view::npos;
}

}  // namespace

Connections::Connections(Http& parser, Callbacks callbacks, std::size_t most)
    : parser_(parser), callbacks_(std::move(callbacks)), most_(most) {}

Connections::~Connections() {
  while (posting_ > 0) std::this_thread::yield();
}

void Connections::run() {
  while (!stopping_ || !all_.empty() || !abandoned_.empty()) {
    const auto events = poller_.wait(longest_wait());
    now_ = Clock::now();
    for (Connection* each : std::exchange(unfinished_, {})) {
      if (!is_here(*each)) continue;
      each->unfinished = false;
      advance(*each);
    }
    std::size_t count = 0;
    for (const platform::Poller::Event& event : events) {
      on_event(event);
      if (++count % kTogether == 0) callbacks_.after_ready();
    }
    callbacks_.after_ready();
    do_posted();
    callbacks_.after_ready();
    look_at_deadlines();
    if (stop_ && !stopping_) begin_stopping();
    dropped_.clear();
  }
  do_posted();  // those who connected last are turned away
}

std::chrono::milliseconds Connections::longest_wait() const {
  if (!unfinished_.empty()) return std::chrono::milliseconds(0);
  return stopping_ || !all_.empty() ? limits::kLook : std::chrono::milliseconds(-1);
}

void Connections::stop() {
  stop_ = true;
  poller_.wake();
}

// As soon as the work is taken, run() may return: the destructor waits until this has woken it.
void Connections::post(std::function<void()> work) {
  ++posting_;
  bool first;
  {
    const std::lock_guard lock(mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  if (first) poller_.wake();
  --posting_;
}

void Connections::do_posted() {
  std::vector<std::unique_ptr<Connection>> accepted;
  std::vector<std::function<void()>> works;
  {
    const std::lock_guard lock(mutex_);
    accepted.swap(accepted_);
    works.swap(posted_);
  }
  for (std::unique_ptr<Connection>& each : accepted) open(std::move(each));
  for (const std::function<void()>& work : works) work();
}

// Those that wait to be opened need files, too (see most_connections): if there are many, the
// others are turned away here.
void Connections::accepted(socket_t socket) {
  auto connection = std::make_unique<Connection>(socket, open_);
  if (!platform::never_waits(socket)) return;
  if (open_ > most_ + most_ / 3) return turn_away(*connection);
  const std::lock_guard lock(mutex_);
  accepted_.push_back(std::move(connection));
  poller_.wake();
}

void Connections::open(std::unique_ptr<Connection> connection) {
  const bool room = !stopping_ && (all_.size() < most_ || make_room());
  if (!room) return turn_away(*connection);
  const auto socket = static_cast<std::intptr_t>(connection->socket());
  if (!poller_.add(socket, connection.get())) return;
  connection->since = now_;
  connection->until = now_ + limits::kRequestDeadline;
  all_.emplace(connection.get(), std::move(connection));
}

// Ends the connection that has been idle for the longest time.
bool Connections::make_room() {
  Connection* oldest = nullptr;
  for (const auto& [each, owner] : all_) {
    if (is_idle(*each) && (!oldest || each->since < oldest->since)) oldest = each;
  }
  if (!oldest || now_ - oldest->since < kSettled) return false;
  drop(*oldest);
  return true;
}

// Any thread. A connection that is closed with unread bytes may lose its answer.
void Connections::turn_away(Connection& connection) {
  connection.receive();
  connection.send(bytes_of(busy(), *callbacks_.common_headers(), {.closing = true}));
}

void Connections::on_event(const platform::Poller::Event& event) {
  Connection& connection = *static_cast<Connection*>(event.about);
  if (!is_here(connection)) return;
  connection.ended = connection.ended || event.ended;
  connection.may_read = connection.may_read || event.may_read;
  if (connection.state == State::sending && event.may_write) {
    connection.until = std::min(now_ + limits::kWriteWait, connection.send_until);
    go_on(connection, connection.send_more());
  }
  if (is_here(connection)) advance(connection);
}

// Reads and answers requests until bytes are lacking or somebody else has to act.
void Connections::advance(Connection& connection) {
  advancing_ = &connection;
  for (int turns = 0; is_here(connection) && (step(connection) || receive(connection)); ++turns) {
    if (turns < kTurns) continue;
    if (!std::exchange(connection.unfinished, true)) unfinished_.push_back(&connection);
    break;
  }
  advancing_ = nullptr;
}

// One step with the bytes that are there. False if there are too few, or it is not the client's
// turn.
bool Connections::step(Connection& connection) {
  switch (connection.state) {
    case State::head:
      return read_head(connection);
    case State::body:
      return connection.chunks ? read_chunks(connection) : read_body(connection);
    case State::leaving:
      throw_away(connection);
      return false;
    case State::answering:
    case State::sending:
      break;
  }
  return false;
}

// False if nothing came, or it is not the client's turn.
bool Connections::receive(Connection& connection) {
  if (!is_here(connection)) return false;
  if (connection.state == State::answering || connection.state == State::sending) return false;
  hold(connection);
  if (!connection.may_read) return false;
  const bool was_idle = is_idle(connection);
  const std::size_t before = connection.unread().size();
  const bool open = connection.receive();
  if (connection.drained()) connection.may_read = !open;
  const std::size_t size = connection.unread().size();
  if (size == before) {
    if (!open) end(connection);
    return false;
  }
  if (was_idle) connection.until = now_ + limits::kRequestDeadline;
  hold(connection);
  const bool waits = connection.state == State::head || connection.state == State::body;
  if (waits && connection.held > limits::kHeldEach && held_ > limits::kHeld) {
    refuse(connection, busy());
  }
  return true;
}

// The client sends nothing more.
void Connections::end(Connection& connection) {
  if (connection.state == State::leaving || is_idle(connection)) return drop(connection);
  const bool in_body = connection.state == State::body;
  refuse(connection, problem(400, Message{in_body ? "bad_body" : "bad_request"}));
}

bool Connections::read_head(Connection& connection) {
  if (!may_end(connection) && connection.unread().size() < limits::kHeaderBytes) return false;
  Http::Parsed parsed = parser_.parse(connection, limits::kHeaderBytes);
  if (parsed.request) {
    connection.consume(connection.parsed());
    begin(connection, std::move(parsed));
    return true;
  }
  std::string written = connection.take_written();
  if (written.empty()) {  // the first line has no end
    refuse(connection, problem(414, Message{"long_target"}));
  } else {
    end_after_answer(connection);
    send(connection, std::move(written));
  }
  return true;
}

void Connections::begin(Connection& connection, Http::Parsed parsed) {
  const httplib::Request& request = *parsed.request;
  const std::size_t length = parsed.chunked || !parsed.well_framed ? 0 : length_of(request);
  const bool has_body = parsed.chunked || !parsed.well_framed || length > 0;
  const bool waits = has_body && find_header(request, "Expect").count > 0;
  connection.without_body = method_of(request) == "HEAD";
  connection.closing = connection.closing || parsed.closes;
  connection.begun = callbacks_.begin(connection, parsed.request);
  Begun& begun = connection.begun;
  const bool reads = has_body && begun.body_most > 0;
  const bool large = reads && begun.body_most > limits::kBody;
  if (!begun.refused && reads && length > begun.body_most) {
    begun.refused = too_large(begun.body_most);
  }
  if (!begun.refused && large && large_ == limits::kLargeAtOnce) begun.refused = busy();
  if (begun.refused) {
    // Where a body is not read, what follows must not be taken for the next request.
    const Response refused = *std::move(begun.refused);
    return has_body ? refuse(connection, refused) : send(connection, refused);
  }
  if (!reads) {
    if (has_body) end_after_answer(connection);
    return go(connection, {});
  }
  connection.state = State::body;
  connection.until = now_ + begun.deadline;
  connection.body_size = length;
  if (parsed.chunked) {
    connection.chunks =
        std::make_unique<ChunkedBody>(connection, std::move(parsed.request), begun.body_most);
  }
  connection.large = large;
  large_ += large ? 1 : 0;
  if (large) connection.expect(length);
  if (waits && connection.unread().size() < std::max<std::size_t>(length, 1)) {
    connection.send("HTTP/1.1 100 Continue\r\n\r\n");
  }
}

bool Connections::read_body(Connection& connection) {
  if (connection.unread().size() < connection.body_size) return false;
  go(connection, connection.take(connection.body_size));
  return true;
}

bool Connections::read_chunks(Connection& connection) {
  using Read = ChunkedBody::Read;
  switch (connection.chunks->read()) {
    case Read::incomplete:
      return false;
    case Read::whole:
      go(connection, connection.chunks->take());
      return true;
    case Read::too_large:
      refuse(connection, too_large(connection.begun.body_most));
      return true;
    case Read::broken:
      break;
  }
  refuse(connection, problem(400, Message{"bad_body"}));
  return true;
}

void Connections::go(Connection& connection, std::string body) {
  connection.state = State::answering;
  hold(connection);
  connection.answer_pending = true;
  connection.until =
      connection.begun.overdue ? now_ + limits::kAnswerDeadline : Clock::time_point::max();
  const auto go = std::exchange(connection.begun.go, {});
  go(std::move(body));
}

void Connections::answer(Connection& connection, const Response& response) {
  connection.answer_pending = false;
  if (const auto left = abandoned_.find(&connection); left != abandoned_.end()) {
    dropped_.push_back(std::move(left->second));
    abandoned_.erase(left);
    return;
  }
  if (connection.state != State::answering) return;  // it was overdue
  send(connection, response);
  if (advancing_ != &connection && is_here(connection)) advance(connection);
}

// Of this request, bytes may still come: none of them may be taken for the next request.
void Connections::end_after_answer(Connection& connection) {
  connection.closing = connection.lingers = true;
  connection.forget();
}

void Connections::refuse(Connection& connection, const Response& response) {
  end_after_answer(connection);
  send(connection, response);
}

void Connections::send(Connection& connection, const Response& response) {
  connection.closing = connection.closing || stopping_;
  if (response.long_body && response.long_body->size > 0 && !connection.without_body) {
    connection.send_after(*response.long_body);
  }
  send(connection, bytes_of(response, *callbacks_.common_headers(),
                            {connection.closing, connection.without_body}));
}

void Connections::send(Connection& connection, std::string bytes) {
  release(connection);
  connection.begun = {};
  connection.state = State::sending;
  connection.send_until =
      now_ + (stopping_ ? limits::kStopping : std::chrono::seconds(limits::kDownloadDeadline));
  connection.until = std::min(now_ + limits::kWriteWait, connection.send_until);
  go_on(connection, connection.send(std::move(bytes)));
}

// After a part was sent, or could not be.
void Connections::go_on(Connection& connection, bool sends) {
  if (!sends) return drop(connection);
  if (connection.sent()) after_sending(connection);
}

void Connections::after_sending(Connection& connection) {
  if (!connection.closing && !stopping_) {
    connection.state = State::head;
    connection.since = now_;
    connection.until =
        now_ + (connection.unread().empty() ? limits::kIdle : limits::kRequestDeadline);
    return;
  }
  // If a socket is closed with unread bytes, the system resets the connection, and the client may
  // lose what was sent.
  ::shutdown(connection.socket(), kSendOnly);
  if (!connection.lingers && !connection.may_read && connection.unread().empty()) {
    return drop(connection);
  }
  connection.state = State::leaving;
  connection.until = now_ + limits::kFarewell;
}

void Connections::throw_away(Connection& connection) {
  connection.thrown_away += connection.unread().size();
  connection.forget();
  if (connection.thrown_away > limits::kFarewellBytes) drop(connection);
}

// Counts what it has of requests that were not answered yet.
void Connections::hold(Connection& connection) {
  const std::size_t chunks = connection.chunks ? connection.chunks->size() : 0;
  const std::size_t bytes = connection.large ? 0 : connection.unread().size() + chunks;
  held_ += bytes - connection.held;
  connection.held = bytes;
}

// What it had of the shared limits.
void Connections::release(Connection& connection) {
  connection.chunks = nullptr;
  large_ -= connection.large ? 1 : 0;
  connection.large = false;
  hold(connection);
}

void Connections::drop(Connection& connection) {
  connection.forget();
  release(connection);
  const auto found = all_.find(&connection);
  std::unique_ptr<Connection> owner = std::move(found->second);
  all_.erase(found);
  if (connection.answer_pending) {
    ::shutdown(connection.socket(), kSendOnly);
    abandoned_.emplace(&connection, std::move(owner));
  } else {
    dropped_.push_back(std::move(owner));
  }
}

void Connections::look_at_deadlines() {
  if (now_ < next_look_) return;
  next_look_ = now_ + limits::kLook;
  std::vector<Connection*> late;
  for (const auto& [each, owner] : all_) {
    if (each->until <= now_) late.push_back(each);
  }
  for (Connection* each : late) {
    if (is_here(*each)) on_deadline(*each);
  }
}

void Connections::on_deadline(Connection& connection) {
  switch (connection.state) {
    case State::head:
    case State::body:
      return is_idle(connection) ? drop(connection) : refuse(connection, too_slow());
    case State::answering: {
      const Response overdue = connection.begun.overdue();
      return refuse(connection, overdue);
    }
    case State::sending:
    case State::leaving:
      return drop(connection);
  }
}

// Answers what has arrived, and gives those some time who have sent half a request.
void Connections::begin_stopping() {
  stopping_ = true;
  std::vector<Connection*> all;
  for (const auto& [each, owner] : all_) all.push_back(each);
  for (Connection* each : all) {
    if (!is_here(*each)) continue;
    if (each->state == State::head) {
      each->may_read = true;
      advance(*each);
      if (!is_here(*each)) continue;
    }
    if (is_idle(*each)) {
      drop(*each);
    } else if (each->state != State::answering) {
      each->until = std::min(each->until, now_ + limits::kStopping);
      each->send_until = std::min(each->send_until, each->until);
    }
  }
  callbacks_.after_ready();
}

}  // namespace lastseat::http
