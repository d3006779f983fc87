#include "order/answers.h"

#include <algorithm>

namespace lastseat::test::order {
namespace {

using nlohmann::json;

json limit_of(const std::optional<std::int64_t>& limit) { return limit ? json(*limit) : json(); }

std::int64_t number_or_0(const json& value) {
  return value.is_null() ? 0 : value.get<std::int64_t>();
}

}  // namespace

HttpRequest http_of(const Request& request) {
  switch (request.kind) {
    case Kind::enter: {
      json body{{"event", request.event}, {"members", request.members}};
      if (request.waitlist) body["waitlist"] = true;
      return {"POST", "/api/registrations", body.dump()};
    }
    case Kind::cancel:
      return {"DELETE", "/api/registrations/" + std::to_string(request.target), ""};
    case Kind::resize:
      return {"PATCH", "/api/events/" + request.event, json{{"capacity", request.capacity}}.dump()};
    case Kind::set_rules:
      break;
  }
  const json body{{"time_clash", request.rules.refuse_clashes ? "refuse" : "warn"},
                  {"entry_limit", limit_of(request.rules.entry_limit)},
                  {"waitlist_limit", limit_of(request.rules.waitlist_limit)}};
  return {"PATCH", "/api/fest", body.dump()};
}

EntryView entry_of(const json& registration) {
  EntryView out{.id = registration.at("id"),
                .label = registration.at("desk"),
                .event = registration.at("event"),
                .status = registration.at("status"),
                .seat = number_or_0(registration.at("seat")),
                .position = number_or_0(registration.at("position"))};
  for (const json& member : registration.at("members")) out.members.push_back(member.at("roll"));
  return out;
}

EventView event_of(const json& event) {
  return {event.at("code"), event.at("capacity"), event.at("taken"), event.at("available"),
          event.at("waiting")};
}

Answer answer_of(const json& body) {
  Answer out{.outcome = body.contains("outcome") ? body.at("outcome") : body.at("reason")};
  if (body.contains("registration")) out.entry = entry_of(body.at("registration"));
  if (body.contains("promoted")) {
    for (const json& each : body.at("promoted")) out.promoted.push_back(entry_of(each));
  }
  if (body.contains("event")) out.event = event_of(body.at("event"));
  if (body.contains("capacity")) out.event = event_of(body);
  if (body.contains("clashes")) out.clashes = body.at("clashes");
  if (body.contains("warnings")) {
    for (const json& each : body.at("warnings")) out.clashes.push_back(each.at("with"));
  }
  std::sort(out.clashes.begin(), out.clashes.end());
  if (body.contains("last_seat")) out.last_seat = body.at("last_seat").at("desk");
  if (body.contains("subject")) out.subject = body.at("subject");
  return out;
}

}  // namespace lastseat::test::order
