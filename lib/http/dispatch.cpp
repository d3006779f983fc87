#include "http/dispatch.h"

#include <httplib.h>

#include <system_error>
#include <utility>

#include "domain/limits.h"
#include "http/handlers.h"
#include "http/health.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/net/problem.h"
#include "store/error.h"

namespace lastseat::http {
namespace {

bool changes_something(const std::string& method) {
  return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

Response wrong_method(const std::vector<std::string>& allowed) {
  std::string list;
  for (const std::string& method : allowed) list += (list.empty() ? "" : ", ") + method;
  return problem(405, "wrong_method", "This address takes another method", "It takes " + list + ".")
      .with("Allow", list);
}

Response unknown_path() {
  return problem(404, "unknown_path", "There is nothing here", "No call has this address.");
}

Response too_large(std::size_t most) {
  return problem(413, "too_large", "The request is too large",
                 "At most " + std::to_string(most / 1024) + " KiB are taken here.");
}

Response bad_framing() {
  return problem(400, "bad_framing", "It is not certain where the request ends",
                 "Send one Content-Length, in digits, or the one Transfer-Encoding chunked.");
}

// Throws Refusal, 415.
void check_type(const Call& call, Body body) {
  const char* type = body == Body::csv ? "text/csv" : "application/json";
  const Header given = call.header("Content-Type");
  if (given.count == 1 && is_type(given.value, type)) return;
  throw Refusal{problem(415, "wrong_type", "The request has the wrong type",
                        std::string("Send ") + type + ", in UTF-8, and say so in Content-Type.")};
}

Response not_readable(Health health, std::string_view otherwise) {
  return problem(503, "not_readable", "The data cannot be read",
                 health == Health::ready ? otherwise : words_for(health).detail)
      .with("Retry-After", "5");
}

Response of(const StorageError& error, Health health) {
  const bool short_of_memory = error.kind == StorageError::Kind::memory;
  if (error.kind == StorageError::Kind::busy || short_of_memory) return busy();
  if (error.kind == StorageError::Kind::bug) return internal_error();
  return not_readable(health, "The disk does not work, or the data is damaged. The log says more.");
}

// Counts up for as long as it lives.
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

// A long answer is made in a file.
Response of(const std::system_error& error, Health health) {
  if (error.code() == std::errc::no_space_on_device) {
    return problem(503, "disk_full", "The disk is full", words_for(Health::disk_full).detail)
        .with("Retry-After", "5");
  }
  return not_readable(health, "The disk does not work. The log says more.");
}

}  // namespace

Response Dispatcher::answer(const httplib::Request& request, const ReadBody& read) {
  Response response;
  const auto log = [&](const char* what) {
    shared_.options.log(request.method + " " + request.target + " failed: " + what);
  };
  try {
    response = route(request, read);
  } catch (Refusal& refusal) {
    response = std::move(refusal.response);
  } catch (const StorageError& error) {
    log(error.what());
    response = of(error, shared_.writer.health());
  } catch (const std::system_error& error) {
    log(error.what());
    response = of(error, shared_.writer.health());
  } catch (const std::exception& error) {
    log(error.what());
    response = internal_error();
  }
  return response;
}

Response Dispatcher::route(const httplib::Request& request, const ReadBody& read) {
  if (!well_framed(request)) return bad_framing();
  guards_.check_host(request);
  if (changes_something(request.method)) guards_.check_origin(request);
  Call call{request, parse_target(request.target), {}, {}, shared_};
  Match found = match(request.method, call.target);
  if (found.route) {
    call.names = std::move(found.names);
    return this->call(*found.route, call, read);
  }
  if (!found.allowed.empty()) return wrong_method(found.allowed);
  if (!is_page(call.target.path)) return unknown_path();
  if (request.method != "GET" && request.method != "HEAD") return wrong_method({"GET", "HEAD"});
  return page(call);
}

Response Dispatcher::call(const Route& route, Call& call, const ReadBody& read) {
  if (route.body == Body::none) return route.handler(call);
  check_type(call, route.body);
  const bool import = route.body == Body::csv;
  const std::size_t most = import ? limits::kImportBody : limits::kBody;
  if (call.request.get_header_value_u64("Content-Length") > most) return too_large(most);

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
  return problem(400, "bad_body", "The request broke off", "Its body cannot be read to the end.");
}

}  // namespace lastseat::http
