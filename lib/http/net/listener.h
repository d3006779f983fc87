// Listens on a port and answers every request: call bind(), then run() on a thread of your own.
//
// `answer`, `body_limit` and `common_headers` are called on many threads at once; none may throw.
// run() returns when stop() has been called, by any thread, and every request that had arrived has
// been answered.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "http/net/body.h"
#include "http/net/response.h"
#include "text/message.h"

namespace httplib {
struct Request;
}

namespace lastseat::http {

class Http;

class Listener {
 public:
  struct Options {
    std::string host;
    int port;                // 0: any free port
    std::size_t open_files;  // the most files and sockets the process may have open
    std::function<void(const Message&)> log;
    std::function<BodyLimit(const std::string& target)> body_limit;
    std::function<Response(const httplib::Request&, const ReadBody&)> answer;
    // The headers that every answer has which does not bring its own.
    std::function<std::shared_ptr<const HeaderList>()> common_headers;
  };

  explicit Listener(Options);
  ~Listener();  // run() must have returned
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  enum class Bind { done, port_in_use, failed };
  Bind bind();
  int port() const { return port_; }  // after bind()
  void run();
  void stop();

 private:
  bool bind_again();

  const std::string host_;
  const std::function<void(const Message&)> log_;
  int port_;
  int errno_of_bind_ = 0;
  const std::unique_ptr<Http> http_;
};

}  // namespace lastseat::http
