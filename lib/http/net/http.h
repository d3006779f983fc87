// httplib's server, of which we use the listener and the parser: the sockets that it accepts are
// given away, and a request is parsed out of bytes that are already there. Nothing here waits.
//
// It uses parts of httplib that are not its public interface (process_request, body_consumed_,
// process_and_close_socket): read its changes before another version is used.
#pragma once

#include <httplib.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "http/net/connection.h"
#include "http/net/response.h"

namespace lastseat::http {

class Http final : public httplib::Server {
 public:
  // `accepted` is called on the thread that listens. `common` makes the headers that every answer
  // has which does not bring its own.
  Http(std::function<void(socket_t)> accepted,
       std::function<std::shared_ptr<const HeaderList>()> common);

  // Makes listen_after_bind() return, also if it has not started yet. Any thread, at any time.
  void end();
  bool ending() const { return closing_; }

  struct Parsed {
    // Absent if the headers could not be read: then httplib has written its answer, if any.
    std::shared_ptr<const httplib::Request> request = {};
    bool well_framed = false;  // it is known where its body ends
    bool chunked = false;      // its body is
    bool closes = false;       // the connection shall end after the answer
  };
  // Parses the headers of a request out of the first `most` bytes that the connection has not read.
  // One thread at a time.
  Parsed parse(Connection&, std::size_t most);

 private:
  struct Parsing;

  void close();
  void set_limits();
  void add_handlers();
  void headers_read(httplib::Request&);
  bool process_and_close_socket(socket_t) override;

  const std::function<void(socket_t)> accepted_;
  const std::function<std::shared_ptr<const HeaderList>()> common_;
  Parsing* parsing_ = nullptr;  // while parse() runs
  std::atomic<bool> closing_ = false;
  std::atomic<bool> closed_ = false;
};

}  // namespace lastseat::http
