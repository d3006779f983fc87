#include "http/registrations.h"

#include "http/paging.h"
#include "http/refusals.h"
#include "http/registration_filter.h"
#include "http/submit.h"
#include "json/outcome.h"
#include "json/values.h"
#include "store/registrations.h"
#include "store/values/registration.h"

namespace lastseat::http {

Response list_registrations(Call& call) {
  Query query = call.query();
  RegistrationFilter filter = filter_in(query);
  const Page page(query);
  query.finish();
  if (std::optional<Response> unknown = unknown_event_in(filter, call)) return *std::move(unknown);
  filter.after.value = page.after;
  filter.limit = page.rows_to_read();
  return page.of(
      "registrations", call.read(find_registrations, filter),
      [](json::Text& text, const Registration& each) { json::object(text, each); },
      [](const Registration& each) { return each.id.value; });
}

Response show_registration(Call& call) {
  call.query().finish();
  const std::optional<Registration> found = call.read(find_registration, id_in_path(call.named()));
  if (!found) return not_found(Reason::unknown_registration, call.named());
  Response response;
  json::append(response.body, *found);
  return response;
}

Response register_entry(Call& call) {
  Response response = submit(call, command_of<Register>(call)).response;
  if (response.status == 201) {
    const RegistrationId id = json::registration_in(response.body);
    response.with("Location", "/api/registrations/" + std::to_string(id.value));
  }
  return response;
}

}  // namespace lastseat::http
