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

Step list_registrations(Call& call) {
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

Step show_registration(Call& call) {
  call.query().finish();
  const std::optional<Registration> found = call.read(find_registration, id_in_path(call.named()));
  if (!found) return not_found(Reason::unknown_registration, call.named());
  Response response;
  json::append(response.body, *found);
  return response;
}

Step register_entry(Call& call) {
  return submit(call, command_of<Register>(call), [](Call&, Settled settled) -> Step {
    if (settled.response.status == 201) {
      const RegistrationId id = json::registration_in(settled.response.body);
      settled.response.with("Location", "/api/registrations/" + std::to_string(id.value));
    }
    return std::move(settled.response);
  });
}

}  // namespace lastseat::http
