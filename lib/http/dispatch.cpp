#include "http/dispatch.h"

#include <system_error>
#include <utility>

#include "domain/limits.h"
#include "http/health.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/net/problem.h"
#include "http/net/request.h"
#include "http/pages.h"
#include "store/sqlite/error.h"

namespace lastseat::http {
namespace {

bool changes_something(const std::string& method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

Response wrong_method(const std::vector<std::string>& allowed) {
  std::string list;
  for (const std::string& method : allowed) list += (list.empty() ? "" : ", ") + method;
  return problem(405, Message{"wrong_method", {{"methods", allowed}}}).with("Allow", list);
}

Response too_large(std::size_t most) {
  const auto kib = static_cast<std::int64_t>(most / 1024);
  return problem(413, Message{"too_large", {{"kib", kib}}});
}

// Throws Refusal, 415.
void check_type(const Call& call, Body body) {
  const char* type = body == Body::csv ? "text/csv" : "application/json";
  const Header given = call.header("Content-Type");
  if (given.count == 1 && is_type(given.value, type)) return;
  throw Refusal{problem(415, Message{"wrong_type", {{"type", type}}})};
}

// `otherwise` is the explanation if saving is not affected.
Response not_readable(Health health, const Message& otherwise) {
  const std::string why = health == Health::ready ? say(otherwise) : words_for(health).detail;
  return problem(503, "not_readable", {say(Message{"not_readable"}), why}).with("Retry-After", "5");
}

Response of(const StorageError& error, Health health) {
  const bool short_of_memory = error.kind == StorageError::Kind::memory;
  if (error.kind == StorageError::Kind::busy || short_of_memory) return busy();
  if (error.kind == StorageError::Kind::bug) return internal_error();
  return not_readable(health, Message{"not_readable.disk_or_data"});
}

// Increments a counter while it exists.
class Place {
 public:
  explicit Place(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~Place() { --count_; }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

// For an error of the temporary file that a long answer is written to.
Response of(const std::system_error& error, Health health) {
  if (error.code() == std::errc::no_space_on_device) return disk_full();
  return not_readable(health, Message{"not_readable.disk"});
}

}  // namespace

Response Dispatcher::answer(const httplib::Request& request, const ReadBody& read) {
  Response response;
  const auto log = [&](const std::exception& error) {
    shared_.options.log(Message{"server.request_failed",
                                {{"request", method_of(request) + " " + target_of(request)},
                                 {"why", std::vector{message_of(error)}}}});
  };
  try {
    response = route(request, read);
  } catch (Refusal& refusal) {
    response = std::move(refusal.response);
  } catch (const StorageError& error) {
    log(error);
    response = of(error, shared_.writer.health());
  } catch (const std::system_error& error) {
    log(error);
    response = of(error, shared_.writer.health());
  } catch (const std::exception& error) {
    log(error);
    response = internal_error();
  }
  return response;
}

Response Dispatcher::route(const httplib::Request& request, const ReadBody& read) {
  if (!well_framed(request)) return problem(400, Message{"bad_framing"});
  guards_.check_host(request);
  const std::string& method = method_of(request);
  if (changes_something(method)) guards_.check_origin(request);
  Call call{request, parse_target(target_of(request)), {}, Body::none, {}, shared_};
  Match found = match(method, call.target);
  if (found.route) {
    call.names = std::move(found.names);
    if (call.target.segments.front() == "api") shared_.heads.check(request);
    return this->call(*found.route, call, read);
  }
  if (!found.allowed.empty()) return wrong_method(found.allowed);
  if (!is_page(call.target.path)) return problem(404, Message{"unknown_path"});
  if (method != "GET" && method != "HEAD") return wrong_method({"GET", "HEAD"});
  return page(call);
}

Response Dispatcher::call(const Route& route, Call& call, const ReadBody& read) {
  call.body_type = route.body;
  if (route.body == Body::none) return route.handler(call);
  check_type(call, route.body);
  const bool import = route.body == Body::csv;
  const std::size_t most = import ? limits::kImportBody : limits::kBody;
  if (length_of(call.request) > most) return too_large(most);

  std::atomic<int> alone = 0;
  const Place place(import ? imports_ : alone);
  if (place.number() > limits::kImportsAtOnce) return busy();
  switch (read(call.body, most)) {
    case Read::whole:
      return route.handler(call);
    case Read::too_large:
      return too_large(most);
    case Read::late:
      return too_slow();
    case Read::broken:
      break;
  }
  return problem(400, Message{"bad_body"});
}

}  // namespace lastseat::http
