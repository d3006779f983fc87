// What a server's connections need from whoever answers the requests. All is called on the thread
// of the connections, but for common_headers; none may throw.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "http/net/response.h"

namespace httplib {
struct Request;
}

namespace lastseat::http {

class Connection;

// Which body a request may have, and what is done when it is there.
struct Begun {
  std::optional<Response> refused = {};  // the answer, if the body need not be read for it
  std::size_t body_most = 0;             // bytes; 0: a body is not read
  std::chrono::seconds deadline = {};    // for the whole body, from the last header on
  // Called once with the whole body. Somebody must then call Connections::answer() for it.
  std::function<void(std::string body)> go = {};
  // The answer if there is none within limits::kAnswerDeadline; null: it has no deadline.
  Response (*overdue)() = nullptr;
};

struct Callbacks {
  // Called when the headers of a request have been read.
  std::function<Begun(Connection&, std::shared_ptr<const httplib::Request>)> begin;
  // Called after some requests that were ready have been given to begin(), and at the end of each
  // round: what they have in common can be done at once.
  std::function<void()> after_ready = [] {};
  // The headers that every answer has which does not bring its own. Any thread.
  std::function<std::shared_ptr<const HeaderList>()> common_headers;
};

}  // namespace lastseat::http
