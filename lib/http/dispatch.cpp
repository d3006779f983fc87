#include "http/dispatch.h"

#include <system_error>
#include <thread>
#include <utility>

#include "domain/limits.h"
#include "http/health.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/net/problem.h"
#include "http/net/request.h"
#include "http/pages.h"
#include "http/submit.h"
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

// Throws Refusal, 415.
void check_type(const Call& call, Body body) {
  if (call.header("Content-Encoding").count > 0) {
    throw Refusal{problem(415, "wrong_type",
                          {say(Message{"wrong_type.title"}), say(Message{"wrong_type.coded"})})};
  }
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

// For an error of the temporary file that a long answer is written to.
Response of(const std::system_error& error, Health health) {
  if (error.code() == std::errc::no_space_on_device) return disk_full();
  return not_readable(health, Message{"not_readable.disk"});
}

}  // namespace

// A request, from its headers to its answer.
struct Dispatcher::Asked {
  Connection& connection;
  Call call;
  Handler handler = nullptr;
  Lane (*lane_of)(Call&) = nullptr;
  Lane lane = Lane::here;
  std::optional<Head> expected = {};  // through which the journal must pass
  std::function<Step(Call&, Settled)> then = {};
};

// Runs the action; the answer, if it fails.
template <class Action>
std::optional<Response> Dispatcher::failure_of(const Call& call, Action&& action) const {
  const auto log = [&](const std::exception& error) {
    shared_.options.log(
        Message{"server.request_failed",
                {{"request", call.request_line()}, {"why", std::vector{message_of(error)}}}});
  };
  try {
    action();
    return std::nullopt;
  } catch (Refusal& refusal) {
    return std::move(refusal.response);
  } catch (const StorageError& error) {
    log(error);
    return of(error, shared_.writer.health());
  } catch (const std::system_error& error) {
    log(error);
    return of(error, shared_.writer.health());
  } catch (const std::exception& error) {
    log(error);
    return internal_error();
  }
}

Dispatcher::~Dispatcher() {
  while (receiving_ > 0) std::this_thread::yield();
}

Begun Dispatcher::begin(Connection& connection, std::shared_ptr<const httplib::Request> request) {
  const auto asked = std::make_shared<Asked>(
      Asked{connection, {std::move(request), {}, {}, Body::none, {}, shared_}});
  Begun begun;
  begun.refused = failure_of(asked->call, [&] { route(*asked, begun); });
  if (!begun.refused) {
    begun.go = [this, asked](std::string body) { go(asked, std::move(body)); };
  }
  return begun;
}

// Throws Refusal.
void Dispatcher::route(Asked& asked, Begun& begun) {
  Call& call = asked.call;
  if (!well_framed(*call.request)) throw Refusal{problem(400, Message{"bad_framing"})};
  guards_.check_host(*call.request);
  const std::string& method = method_of(*call.request);
  if (changes_something(method)) guards_.check_origin(*call.request);
  call.target = parse_target(target_of(*call.request));
  Match found = match(method, call.target);
  if (!found.route) {
    if (!found.allowed.empty()) throw Refusal{wrong_method(found.allowed)};
    if (!is_page(call.target.path)) throw Refusal{problem(404, Message{"unknown_path"})};
    if (method != "GET" && method != "HEAD") throw Refusal{wrong_method({"GET", "HEAD"})};
    asked.handler = page;
    return;
  }
  const Route& route = *found.route;
  asked.handler = route.handler;
  asked.lane_of = route.lane;
  call.names = std::move(found.names);
  call.body_type = route.body;
  if (call.target.segments.front() == "api") asked.expected = shared_.heads.check(*call.request);
  if (!route.command.empty()) begun.overdue = not_certain;
  if (route.body == Body::none) return;
  check_type(call, route.body);
  const bool import = route.body == Body::csv;
  begun.body_most = import ? limits::kImportBody : limits::kBody;
  begun.deadline = import ? limits::kImportDeadline : limits::kRequestDeadline;
}

void Dispatcher::go(const std::shared_ptr<Asked>& asked, std::string body) {
  asked->call.body = std::move(body);
  if (asked->lane_of) asked->lane = asked->lane_of(asked->call);
  if (asked->expected && asked->lane == Lane::here) asked->lane = Lane::reader;
  in_lane(asked, [asked]() -> Step {
    if (asked->expected) asked->call.shared.heads.expect(*asked->expected);
    return asked->handler(asked->call);
  });
}

template <class Action>
void Dispatcher::in_lane(const std::shared_ptr<Asked>& asked, Action action) {
  const auto run = [this, asked, action = std::move(action)] {
    Step step;
    if (auto failed = failure_of(asked->call, [&] { step = action(); })) step = *std::move(failed);
    take(asked, std::move(step));
  };
  if (asked->lane == Lane::here) return run();
  channels_.work(asked->lane, run);
}

void Dispatcher::take(const std::shared_ptr<Asked>& asked, Step step) {
  const bool is_here = asked->lane == Lane::here;
  if (auto* response = std::get_if<Response>(&step)) {
    if (is_here) return channels_.answer(asked->connection, *response);
    return channels_.post([this, asked, response = std::move(*response)] {
      channels_.answer(asked->connection, response);
    });
  }
  Submission& submission = std::get<Submission>(step);
  asked->then = std::move(submission.then);
  // This is not owned by its jobs: it outlives them.
  Job job{std::move(submission.request), {std::shared_ptr<void>(), this}, asked};
  if (is_here) return gathered_.push_back(std::move(job));
  std::vector<Job> jobs;
  jobs.push_back(std::move(job));
  shared_.writer.submit(std::move(jobs));
}

void Dispatcher::after_ready() {
  if (!gathered_.empty()) shared_.writer.submit(std::exchange(gathered_, {}));
}

void Dispatcher::answered(std::vector<Job> jobs) {
  ++receiving_;
  channels_.post([this, jobs = std::move(jobs)]() mutable {
    for (Job& job : jobs) settle(std::static_pointer_cast<Asked>(job.about), std::move(job.reply));
  });
  --receiving_;
}

void Dispatcher::settle(const std::shared_ptr<Asked>& asked, Reply reply) {
  Settled found = settled(asked->call, std::move(reply));
  if (!asked->then) return channels_.answer(asked->connection, found.response);
  in_lane(asked, [asked, then = std::exchange(asked->then, {}), found = std::move(found)] {
    return then(asked->call, found);
  });
}

}  // namespace lastseat::http
