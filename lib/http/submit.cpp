#include "http/submit.h"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

#include "http/health.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/refusals.h"
#include "http/status.h"
#include "json/command.h"
#include "json/outcome.h"
#include "json/syntax/parse.h"
#include "text/blank.h"
#include "text/identity.h"
#include "text/number.h"
#include "text/utf8.h"

namespace lastseat::http {
namespace {

std::optional<Message> wrong_with_name(const char* header, const Header& given) {
  if (given.count > 1) return Message{"header.repeated", {{"name", header}}};
  if (text::first_bad_utf8(given.value) != std::string_view::npos) {
    return Message{"header.not_utf8", {{"name", header}}};
  }
  if (std::any_of(given.value.begin(), given.value.end(), text::is_control)) {
    return Message{"header.control", {{"name", header}}};
  }
  if (text::characters(given.value) > limits::kDesk) {
    constexpr auto kMost = static_cast<std::int64_t>(limits::kDesk);
    return Message{"header.too_long", {{"name", header}, {"most", kMost}}};
  }
  return std::nullopt;
}

std::string name_in(const Call& call, const char* header, std::vector<Mistake>& mistakes) {
  const Header given = call.header(header);
  if (std::optional<Message> wrong = wrong_with_name(header, given)) {
    mistakes.push_back({*std::move(wrong), "header", header});
  }
  return std::string(given.value);
}

std::string key_in(const Call& call, std::vector<Mistake>& mistakes) {
  constexpr const char* kHeader = "Idempotency-Key";
  const auto [key, count] = call.header(kHeader);
  const bool printable =
      std::all_of(key.begin(), key.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (count > 1 || (count == 1 && (key.empty() || key.size() > limits::kKey || !printable))) {
    constexpr auto kMost = static_cast<std::int64_t>(limits::kKey);
    mistakes.push_back(
        {Message{"header.key", {{"name", kHeader}, {"most", kMost}}}, "header", kHeader});
  }
  return std::string(key);
}

// This request did not run, but an earlier one with the same key may have.
Response not_saving(Health health) {
  if (health == Health::disk_full) return disk_full();
  return problem(503, "not_ready", {say(Message{"not_ready"}), words_for(health).detail})
      .with("Retry-After", "5");
}

Response undelivered(Delivery delivery, const Call& call) {
  switch (delivery) {
    case Delivery::busy:
      return busy();
    case Delivery::full:
      return problem(503, "disk_full",
                     {say(Message{"disk_full"}), say(Message{"disk_full.not_saved"})})
          .with("Retry-After", "5");
    case Delivery::unknown:
      return not_certain();
    case Delivery::not_ready:
      return not_saving(call.shared.writer.health());
    case Delivery::stopping:
      return problem(503, Message{"stopping"}).with("Retry-After", "5");
    case Delivery::committed:
    case Delivery::failed:
      break;
  }
  call.shared.options.log(Message{"server.command_failed", {{"request", call.request_line()}}});
  return internal_error();
}

// The journal contains only the members; a replayed refusal is read from them.
Response refused(const Answer& answer) {
  if (answer.refused) return refusal(*answer.refused, answer.body, answer.head.seq);
  if (const std::optional<Refused> read = json::decode_refused(answer.body)) {
    return refusal(*read, answer.body, answer.head.seq);
  }
  return internal_error();
}

Settled delivered(Answer answer) {
  if (answer.origin == Answer::Origin::key_reused) {
    return {problem(422, Message{"key_reused"})};
  }
  const int status = status_of(answer.outcome);
  Response response =
      status >= 400 ? refused(answer) : Response{.status = status, .body = std::move(answer.body)};
  if (answer.origin == Answer::Origin::replayed) response.with("Idempotency-Replayed", "true");
  response.with(kHeadHeader, text_of(answer.head));
  return {std::move(response), std::move(answer.head)};
}

// The parameters of the query as a JSON object.
json::Document parameters_of(const Call& call) {
  json::Document fields;
  for (const auto& [name, value] : call.target.query) {
    if (fields.root().find(name)) {
      throw Refusal{mistaken({{Message{"query.repeated", {{"name", name}}}, "parameter", name}})};
    }
    fields.set(name, value);
  }
  return fields;
}

// The body as a JSON object.
json::Document object_of(const Call& call) {
  Message error;
  std::optional<json::Document> fields = json::parse(call.body, error);
  if (!fields) throw Refusal{malformed_json(say(error))};
  if (!fields->root().get<json::Object>()) {
    throw Refusal{mistaken({{Message{"not_an_object"}, "pointer", ""}})};
  }
  return *std::move(fields);
}

// Whether a member of the body equals the value in the path.
bool is_same(const json::Value::Data& given, const json::Value::Data& value) {
  const auto* one = std::get_if<std::string_view>(&given);
  const auto* two = std::get_if<std::string_view>(&value);
  return one && two ? text::key_of(*one) == text::key_of(*two) : given == value;
}

// Sets the member `name` to its value in the path. A body with a different value is refused.
void set_from_path(json::Document& fields, const std::string& name, const std::string& text) {
  json::Value::Data value = std::string_view(text);
  if (name == "id") value = id_in_path(text).value;
  const json::Value* given = fields.root().find(name);
  if (given && !is_same(given->data, value)) {
    throw Refusal{
        mistaken({{Message{"differs_from_address", {{"name", name}}}, "pointer", "/" + name}})};
  }
  fields.set(name, value);
}

// "/student/name" → "student name", for the beginning of a sentence.
std::string spoken(std::string_view pointer) {
  std::string out(pointer.substr(std::min<std::size_t>(1, pointer.size())));
  std::replace(out.begin(), out.end(), '/', ' ');
  return out.empty() ? say(Message{"the_request"}) : out;
}

}  // namespace

std::string sentence_of(const json::Problem& problem) {
  const bool names_itself = problem.detail.code.starts_with("unknown_");
  return names_itself ? say(problem.detail)
                      : sentence_of(FieldProblem{spoken(problem.pointer), problem.detail});
}

RegistrationId id_in_path(const std::string& text) {
  const std::optional<std::int64_t> id = text::number(text);
  if (!id || *id < 1) throw Refusal{not_found(Reason::unknown_registration, text)};
  return {*id};
}

std::string what_was_sent(const Call& call) { return call.request_line() + "\n" + call.body; }

Sent<Command> command_of(const Call& call, std::string_view name) {
  const bool has_body = call.body_type == Body::json;
  json::Document fields = has_body ? object_of(call) : parameters_of(call);
  std::string sent = call.request_line() + "\n";
  sent.reserve(sent.size() + call.body.size());
  if (has_body) json::append_sorted(sent, fields.root());
  for (const auto& [field, value] : call.names) set_from_path(fields, field, value);
  json::Problems problems;
  std::optional<Command> command = json::decode(name, fields.root(), problems);
  if (command) return {*std::move(command), std::move(sent)};
  std::vector<Mistake> mistakes;
  for (const json::Problem& each : problems) {
    mistakes.push_back({Message{"invalid_field", {{"problem", sentence_of(each)}}},
                        has_body ? "pointer" : "parameter",
                        has_body ? each.pointer : each.pointer.substr(1)});
  }
  throw Refusal{mistaken(mistakes)};
}

Sender sender_of(const Call& call) {
  std::vector<Mistake> mistakes;
  Sender sender{name_in(call, "Lastseat-Desk", mistakes), name_in(call, "Lastseat-Who", mistakes),
                key_in(call, mistakes)};
  if (!mistakes.empty()) throw Refusal{mistaken(mistakes)};
  if (sender.desk.empty()) sender.desk = "desk";
  return sender;
}

Submission submit(Sent<Command> sent, Sender sender, std::function<Step(Call&, Settled)> then) {
  return {{std::move(sent.command), std::move(sender.desk), std::move(sender.who),
           std::move(sender.key), std::move(sent.text)},
          std::move(then)};
}

Settled settled(const Call& call, Reply reply) {
  if (reply.delivery != Delivery::committed) return {undelivered(reply.delivery, call)};
  call.shared.heads.remember(reply.answer.head);
  return delivered(std::move(reply.answer));
}

Response not_certain() { return problem(503, Message{"not_certain"}).with("Retry-After", "5"); }

}  // namespace lastseat::http
