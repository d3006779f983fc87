// Listens on a port and answers every request: call bind(), then run() on a thread of your own.
//
// run() listens, and starts a thread for the connections. It returns when stop() has been called,
// by any thread, and every request that had arrived has been answered.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/net/exchange.h"
#include "text/message.h"

namespace lastseat::http {

class Connections;
class Http;

class Listener {
 public:
  struct Options {
    std::string host;
    int port;                // 0: any free port
    std::size_t open_files;  // the most files and sockets the process may have open
    std::function<void(const Message&)> log;
  };

  Listener(Options, Callbacks);
  ~Listener();  // run() must have returned
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  enum class Bind { done, port_in_use, failed };
  Bind bind();
  int port() const { return port_; }  // after bind()
  void run();
  void stop();
  // See Connections.
  void post(std::function<void()> work);
  void answer(Connection&, const Response&);

 private:
  bool bind_again();
  void listen();

  const std::string host_;
  const std::function<void(const Message&)> log_;
  int port_;
  int errno_of_bind_ = 0;
  const std::unique_ptr<Http> http_;
  const std::unique_ptr<Connections> connections_;
};

}  // namespace lastseat::http
