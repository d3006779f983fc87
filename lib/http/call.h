// A request as its handler sees it, and what all handlers share.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "http/events_body.h"
#include "http/net/header.h"
#include "http/net/query.h"
#include "http/net/response.h"
#include "http/net/target.h"
#include "http/server.h"
#include "store/reader.h"
#include "writer/writer.h"

namespace httplib {
struct Request;
}

namespace lastseat::http {

// Outlives every request. Each part may be used by any thread.
struct Shared {
  Writer& writer;
  Reader& reader;
  const ServerOptions& options;
  EventsBody events;
};

// Used only by the thread that answers it.
struct Call {
  const httplib::Request& request;
  Target target;
  std::vector<std::string> names;  // decoded, for each {…} in the route's pattern
  std::string body;
  Shared& shared;

  Header header(std::string_view name) const { return find_header(request, name); }
  std::string request_line() const;  // for the log
  Query query() const { return Query(target.query); }
};

using Handler = Response (*)(Call&);

}  // namespace lastseat::http
