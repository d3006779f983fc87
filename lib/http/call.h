// One request while a handler answers it, and what all handlers share.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "http/events_body.h"
#include "http/heads.h"
#include "http/net/header.h"
#include "http/net/query.h"
#include "http/net/response.h"
#include "http/net/target.h"
#include "http/server.h"
#include "store/sqlite/reader.h"
#include "writer/writer.h"

namespace httplib {
struct Request;
}

namespace lastseat::http {

// What outlives a request. Every part may be used by any thread.
struct Shared {
  Writer& writer;
  Reader& reader;
  const ServerOptions& options;
  EventsBody events;
  Heads heads;
};

// The body that a route takes.
enum class Body { none, json, csv };

// Belongs to the thread that answers it.
struct Call {
  const httplib::Request& request;
  Target target;
  std::vector<std::pair<std::string, std::string>> names;  // {name} in the route, and its value
  Body body_type;
  std::string body;
  Shared& shared;

  // The value of the only {name} in the route, decoded.
  const std::string& named() const { return names.front().second; }
  Header header(std::string_view name) const { return find_header(request, name); }
  std::string request_line() const;  // for the log
  Query query() const { return Query(target.query); }
  // See Reader::read().
  template <class Ask, class... Arguments>
  auto read(Ask&& ask, Arguments&&... arguments) const {
    return shared.reader.read(std::forward<Ask>(ask), std::forward<Arguments>(arguments)...);
  }
};

// May throw Refusal, StorageError, and the std::system_error of a spool; any other exception is a
// bug. The dispatcher answers each of them with a problem.
using Handler = Response (*)(Call&);

}  // namespace lastseat::http
