// One request while it is answered, and what all handlers share.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <variant>
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

// Belongs to one thread at a time.
struct Call {
  std::shared_ptr<const httplib::Request> request;
  Target target;
  std::vector<std::pair<std::string, std::string>> names;  // {name} in the route, and its value
  Body body_type;
  std::string body;
  Shared& shared;
  std::shared_ptr<const EventsBody::Version> events = {};  // if it was there when the call began

  // The value of the only {name} in the route, decoded.
  const std::string& named() const { return names.front().second; }
  Header header(std::string_view name) const { return find_header(*request, name); }
  std::string request_line() const;  // for the log
  Query query() const { return Query(target.query); }
  // See Reader::read(). Never in Lane::here: it may wait.
  template <class Ask, class... Arguments>
  auto read(Ask&& ask, Arguments&&... arguments) const {
    return shared.reader.read(std::forward<Ask>(ask), std::forward<Arguments>(arguments)...);
  }
};

// A command's answer, and its place in the journal; 0 if it is not there.
struct Settled {
  Response response;
  Head head = {};
};

struct Submission;

// What a handler does: it has the answer, or it asks the writer first.
using Step = std::variant<Response, Submission>;

struct Submission {
  Request request;
  // The next step when the writer has answered. None: its answer is the answer.
  std::function<Step(Call&, Settled)> then = {};
};

// Where a handler runs.
enum class Lane {
  here,    // on the thread of all connections: it reads no file, and waits for nothing
  reader,  // on one of a few threads: it reads the database
  slow,    // on one of a few others: it may take seconds
};

// May throw Refusal, StorageError, and the std::system_error of a spool; any other exception is a
// bug. The dispatcher answers each of them with a problem.
using Handler = Step (*)(Call&);

}  // namespace lastseat::http
