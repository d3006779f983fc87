#include "http/submit.h"

#include <algorithm>
#include <utility>

#include "domain/fields.h"
#include "domain/model.h"
#include "http/health.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/problem.h"
#include "http/status.h"
#include "json/decode.h"

namespace lastseat::http {
namespace {

std::string name_in(const Call& call, const char* header, std::vector<Mistake>& mistakes) {
  const auto [name, count] = call.header(header);
  std::string why;
  if (count > 1) why = "is given twice";
  if (first_bad_utf8(name) != std::string_view::npos) {
    why = "must be UTF-8, percent-encoded";
  } else if (std::any_of(name.begin(), name.end(), is_control)) {
    why = "must not hold control characters";
  } else if (characters(name) > limits::kDesk) {
    why = "must be at most " + std::to_string(limits::kDesk) + " characters";
  }
  if (!why.empty()) mistakes.push_back({std::string(header) + " " + why, "header", header});
  return std::string(name);
}

std::string key_in(const Call& call, std::vector<Mistake>& mistakes) {
  constexpr const char* kHeader = "Idempotency-Key";
  const auto [key, count] = call.header(kHeader);
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (count > 1 || (count == 1 && (key.empty() || key.size() > limits::kKey || !printable))) {
    mistakes.push_back({std::string(kHeader) + " must be given once, 1 to " +
                            std::to_string(limits::kKey) + " printable ASCII characters",
                        "header", kHeader});
  }
  return std::string(key);
}

Response not_certain() {
  return problem(503, "not_certain", "Not certain",
                 "It is not certain whether this was saved. Ask again with the same key.")
      .with("Retry-After", "5");
}

// It did not run; but an earlier request under its key may have.
Response not_saving(Health health) {
  const bool full = health == Health::disk_full;
  return problem(503, full ? "disk_full" : "not_ready",
                 full ? "The disk is full" : "Lastseat cannot save at the moment",
                 words_for(health).detail)
      .with("Retry-After", "5");
}

Response undelivered(Delivery delivery, const Call& call) {
  switch (delivery) {
    case Delivery::busy:
      return busy();
    case Delivery::full:
      return problem(503, "disk_full", "The disk is full",
                     "Nothing was saved, and nothing can be until there is space.")
          .with("Retry-After", "5");
    case Delivery::unknown:
      return not_certain();
    case Delivery::not_ready:
      return not_saving(call.shared.writer.health());
    case Delivery::stopping:
      return problem(503, "stopping", "Lastseat is closing", "Nothing was saved.")
          .with("Retry-After", "5");
    case Delivery::committed:
    case Delivery::failed:
      break;
  }
  call.shared.options.log("a command failed: " + call.request_line());
  return internal_error();
}

Settled delivered(Answer answer) {
  if (answer.origin == Answer::Origin::key_reused) {
    return {problem(422, "key_reused", "This key was used for another request",
                    "Nothing was changed. Use a new Idempotency-Key for a new request.")};
  }
  Response response{.status = status_of(answer.outcome), .body = std::move(answer.body)};
  if (response.status >= 400) {
    response.content_type = kProblemType;
    response.body = with_status(std::move(response.body), response.status);
  }
  if (answer.origin == Answer::Origin::replayed) response.with("Idempotency-Replayed", "true");
  return {std::move(response), answer.seq};
}

}  // namespace

json::Json object_of(const Call& call) {
  std::string error;
  std::optional<json::Json> fields = json::parse(call.body, error);
  if (!fields) throw Refusal{malformed_json(error)};
  if (!fields->is_object()) {
    throw Refusal{mistaken({{"The request must be an object", "pointer", ""}})};
  }
  return *std::move(fields);
}

void set_from_path(json::Json& fields, const char* name, const std::string& value) {
  const auto given = fields.find(name);
  const bool same = given == fields.end() ||
                    (given->is_string() &&
                     compare_ignoring_case(given->get_ref<const std::string&>(), value) == 0);
  if (!same) {
    throw Refusal{mistaken({{std::string(name) + " must be the one of the address, or be left out",
                             "pointer", std::string("/") + name}})};
  }
  fields[name] = value;
}

Command decoded(std::string_view name, const json::Json& fields) {
  json::Problems problems;
  std::optional<Command> command = json::decode(name, fields, problems);
  if (command) return *std::move(command);
  std::vector<Mistake> mistakes;
  for (json::Problem& each : problems) {
    mistakes.push_back({std::move(each.detail), "pointer", std::move(each.pointer)});
  }
  throw Refusal{mistaken(mistakes)};
}

Asker asker_of(const Call& call) {
  std::vector<Mistake> mistakes;
  Asker asker{name_in(call, "Lastseat-Desk", mistakes), name_in(call, "Lastseat-Who", mistakes),
              key_in(call, mistakes)};
  if (!mistakes.empty()) throw Refusal{mistaken(mistakes)};
  if (asker.desk.empty()) asker.desk = "desk";
  return asker;
}

Settled submit(Call& call, Command command) {
  return submit(call, std::move(command), asker_of(call));
}

Settled submit(Call& call, Command command, const Asker& asker) {
  Pending pending =
      call.shared.writer.submit({std::move(command), asker.desk, asker.who, asker.key});
  if (pending.wait_for(limits::kAnswerDeadline) != std::future_status::ready)
    return {not_certain()};
  Reply reply = pending.get();
  if (reply.delivery != Delivery::committed) return {undelivered(reply.delivery, call)};
  return delivered(std::move(reply.answer));
}

}  // namespace lastseat::http
