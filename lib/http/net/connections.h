// All connections of a server. One thread, that of run(), reads, parses and sends for all of them,
// and never waits for one: a slow or idle client costs memory and nothing else. The requests of one
// connection are answered one after another, in order.
//
// The functions of Callbacks are called on the thread of run(); none may throw.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "http/net/connection.h"
#include "http/net/exchange.h"
#include "http/net/http.h"
#include "platform/poller.h"

namespace lastseat::http {

class Connections {
 public:
  // `most`: how many may be open at once. The next one is told to come again.
  Connections(Http& parser, Callbacks callbacks, std::size_t most);
  ~Connections();

  // Returns after stop(), when every request that had arrived has been answered.
  void run();
  // Any thread, at any time.
  void stop();
  // The thread that listens: the client of this socket has connected.
  void accepted(socket_t);
  // Any thread: the work is done on the thread of run(), soon. Those posted first are done first.
  void post(std::function<void()> work);

  // The thread of run(), once for each request whose `go` was called.
  void answer(Connection&, const Response&);

 private:
  using Clock = Connection::Clock;

  void open(std::unique_ptr<Connection>);
  bool make_room();
  void turn_away(Connection&);
  std::chrono::milliseconds longest_wait() const;
  void do_posted();
  void on_event(const platform::Poller::Event&);
  void advance(Connection&);
  bool receive(Connection&);
  bool step(Connection&);
  bool read_head(Connection&);
  bool read_body(Connection&);
  bool read_chunks(Connection&);
  void begin(Connection&, Http::Parsed);
  void go(Connection&, std::string body);
  void end(Connection&);
  void end_after_answer(Connection&);
  void refuse(Connection&, const Response&);
  void send(Connection&, const Response&);
  void send(Connection&, std::string bytes);
  void go_on(Connection&, bool sends);
  void after_sending(Connection&);
  void throw_away(Connection&);
  void hold(Connection&);
  void release(Connection&);
  void drop(Connection&);
  bool is_here(Connection& connection) const { return all_.count(&connection) > 0; }
  void look_at_deadlines();
  void on_deadline(Connection&);
  void begin_stopping();

  Http& parser_;
  const Callbacks callbacks_;
  const std::size_t most_;
  platform::Poller poller_;
  std::atomic<std::size_t> open_ = 0;  // in all lists together
  using Owned = std::unordered_map<Connection*, std::unique_ptr<Connection>>;
  Owned all_;
  Owned abandoned_;  // by their clients; somebody still makes an answer for them
  std::vector<std::unique_ptr<Connection>> dropped_;  // until no event names them
  std::vector<Connection*> unfinished_;  // their turns are used up until the next round
  Connection* advancing_ = nullptr;
  Clock::time_point now_ = Clock::now();
  Clock::time_point next_look_ = {};
  std::size_t held_ = 0;  // bytes of unfinished requests
  int large_ = 0;         // requests with a large body
  bool stopping_ = false;

  std::mutex mutex_;
  std::vector<std::unique_ptr<Connection>> accepted_;
  std::vector<std::function<void()>> posted_;
  std::atomic<int> posting_ = 0;  // threads in post()
  std::atomic<bool> stop_ = false;
};

}  // namespace lastseat::http
