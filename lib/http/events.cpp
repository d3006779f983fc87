#include <algorithm>

#include "http/handlers.h"
#include "http/net/etag.h"
#include "http/problem.h"
#include "http/submit.h"
#include "json/encode.h"

namespace lastseat::http {

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
  const std::optional<Event> event = call.shared.reader.event({call.names[0]});
  if (!event) return not_found(Reason::unknown_event, call.names[0]);
  Response response;
  json::append(response.body, *event);
  return response.with("ETag", quoted(event->defined_seq));
}

Response add_event(Call& call) {
  const json::Json fields = object_of(call);
  const Command command = decoded("add_event", fields);
  auto [response, seq] = submit(call, command);
  if (response.status == 201) response.with("ETag", quoted(seq));
  return response;
}

Response change_event(Call& call) {
  json::Json fields = object_of(call);
  set_from_path(fields, "code", call.names[0]);
  Command command = decoded("change_event", fields);
  auto& change = std::get<ChangeEvent>(command);
  if (change.unchanged_since) {
    throw Refusal{mistaken({{Message{"use_if_match"}, "pointer", "/unchanged_since"}})};
  }
  const Header tag = call.header("If-Match");
  if (tag.count > 1) {
    // Reading only one of them could allow what the other forbids.
    throw Refusal{
        mistaken({{Message{"header.repeated", {{"name", "If-Match"}}}, "header", "If-Match"}})};
  }
  change.unchanged_since = version_in(tag.value);
  auto [response, seq] = submit(call, std::move(command));
  if (response.status != 200) return response;
  // Another desk may have changed it again meanwhile: the tag must never be newer than the answer.
  const std::optional<Event> event = call.shared.reader.event({call.names[0]});
  const Seq defined = event ? event->defined_seq : seq;
  return response.with("ETag", quoted(std::min(defined, seq)));
}

}  // namespace lastseat::http
