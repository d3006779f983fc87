#include "http/registration_filter.h"

#include "http/refusals.h"
#include "store/values/event.h"

namespace lastseat::http {

RegistrationFilter filter_in(Query& query) {
  RegistrationFilter filter;
  if (const std::optional<std::string> code = query.text("event")) filter.event = EventCode{*code};
  filter.status = query.choice<Status>("status", all_names<Status>(), value_named<Status>);
  return filter;
}

std::optional<Response> unknown_event_in(const RegistrationFilter& filter, const Call& call) {
  if (!filter.event || call.read(find_event, *filter.event)) return std::nullopt;
  return not_found(Reason::unknown_event, filter.event->text);
}

}  // namespace lastseat::http
