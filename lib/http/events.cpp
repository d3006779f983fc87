#include "http/events.h"

#include <optional>
#include <vector>

#include "http/net/etag.h"
#include "http/refusals.h"
#include "http/submit.h"
#include "json/values.h"
#include "store/values/event.h"

namespace lastseat::http {
namespace {

// An event and the entity tag of its definition, from one snapshot.
struct Tagged {
  std::optional<Event> event = {};
  std::string tag = {};
};

Tagged tagged_event(Connection& connection, const EventCode& code) {
  Tagged found{.event = find_event(connection, code)};
  if (found.event) found.tag = tag_of(head_at(connection, found.event->defined_seq));
  return found;
}

// The newest of these places through which the journal passes; 0 if there is none. A tag of another
// fest, or of another history of this one, is no version of anything here.
Seq newest_of(Connection& connection, const std::vector<std::string_view>& tags) {
  Seq newest = 0;
  for (const std::string_view tag : tags) {
    const std::optional<Head> head = head_from(tag);
    if (head && head->seq > newest && passes_through(connection, *head)) newest = head->seq;
  }
  return newest;
}

// The version of the event that a change is based on. Throws Refusal, 422.
std::optional<Seq> version_asked_for(const Call& call) {
  const Header given = call.header("If-Match");
  if (given.count > 1) {
    // If only one of them were read, it could allow what another one forbids.
    throw Refusal{
        mistaken({{Message{"header.repeated", {{"name", "If-Match"}}}, "header", "If-Match"}})};
  }
  if (given.count == 0) return std::nullopt;
  const auto tags = tags_in(given.value);
  return tags ? std::optional(call.read(newest_of, *tags)) : std::nullopt;
}

}  // namespace

Lane lane_of_events(Call& call) {
  call.events = call.shared.events.if_current();
  return call.events ? Lane::here : Lane::reader;
}

Step list_events(Call& call) {
  call.query().finish();
  const auto version = call.events ? call.events : call.shared.events.now();
  Response response;
  response.with("ETag", version->etag).with("Cache-Control", "no-cache");
  if (names_tag(call.header("If-None-Match").value, version->etag)) {
    response.status = 304;
  } else {
    response.body = version->body;
  }
  return response;
}

Step show_event(Call& call) {
  call.query().finish();
  Tagged found = call.read(tagged_event, EventCode{call.named()});
  if (!found.event) return not_found(Reason::unknown_event, call.named());
  Response response;
  json::append(response.body, *found.event);
  return response.with("ETag", std::move(found.tag));
}

Step add_event(Call& call) {
  return submit(call, command_of<AddEvent>(call), [](Call&, Settled settled) -> Step {
    if (settled.response.status == 201) settled.response.with("ETag", tag_of(settled.head));
    return std::move(settled.response);
  });
}

Step change_event(Call& call) {
  auto sent = command_of<ChangeEvent>(call);
  if (sent.command.unchanged_since) {
    throw Refusal{mistaken({{Message{"use_if_match"}, "pointer", "/unchanged_since"}})};
  }
  sent.command.unchanged_since = version_asked_for(call);
  return submit(call, std::move(sent), [](Call& asked, Settled settled) -> Step {
    if (settled.response.status != 200) return std::move(settled.response);
    // The tag is that of this answer: another desk may have changed the event again since.
    Tagged now = asked.read(tagged_event, EventCode{asked.named()});
    const bool same = now.event && now.event->defined_seq <= settled.head.seq;
    settled.response.with("ETag", same ? std::move(now.tag) : tag_of(settled.head));
    return std::move(settled.response);
  });
}

}  // namespace lastseat::http
