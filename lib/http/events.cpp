#include "http/events.h"

#include <algorithm>

#include "http/net/etag.h"
#include "http/refusals.h"
#include "http/submit.h"
#include "json/values.h"
#include "store/values/event.h"

namespace lastseat::http {
namespace {

// The version of the event that a change is based on. Throws Refusal, 422.
std::optional<Seq> version_asked_for(const Call& call) {
  const Header tag = call.header("If-Match");
  if (tag.count > 1) {
    // If only one of them were read, it could allow what another one forbids.
    throw Refusal{
        mistaken({{Message{"header.repeated", {{"name", "If-Match"}}}, "header", "If-Match"}})};
  }
  return version_in(tag.value);
}

}  // namespace

Response list_events(Call& call) {
  call.query().finish();
  const std::shared_ptr<const EventsBody::Version> version = call.shared.events.now();
  Response response;
  response.with("ETag", version->etag).with("Cache-Control", "no-cache");
  if (names_tag(call.header("If-None-Match").value, version->etag)) {
    response.status = 304;
  } else {
    response.body = version->body;
  }
  return response;
}

Response show_event(Call& call) {
  call.query().finish();
  const std::optional<Event> event = call.read(find_event, EventCode{call.named()});
  if (!event) return not_found(Reason::unknown_event, call.named());
  Response response;
  json::append(response.body, *event);
  return response.with("ETag", quoted(event->defined_seq));
}

Response add_event(Call& call) {
  auto [response, seq] = submit(call, command_of<AddEvent>(call));
  if (response.status == 201) response.with("ETag", quoted(seq));
  return response;
}

Response change_event(Call& call) {
  auto command = command_of<ChangeEvent>(call);
  if (command.unchanged_since) {
    throw Refusal{mistaken({{Message{"use_if_match"}, "pointer", "/unchanged_since"}})};
  }
  command.unchanged_since = version_asked_for(call);
  auto [response, seq] = submit(call, std::move(command));
  if (response.status != 200) return response;
  // The tag is that of this answer: another desk may have changed the event again since.
  const std::optional<Event> event = call.read(find_event, EventCode{call.named()});
  const Seq defined = event ? event->defined_seq : seq;
  return response.with("ETag", quoted(std::min(defined, seq)));
}

}  // namespace lastseat::http
