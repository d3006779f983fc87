#include <algorithm>
#include <charconv>
#include <limits>

#include "http/filter.h"
#include "http/handlers.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/submit.h"
#include "json/encode.h"
#include "json/text.h"

namespace lastseat::http {
namespace {

// Throws Refusal, 404, if no registration can have that id.
RegistrationId id_of(const Call& call) {
  const std::string& text = call.names[0];
  RegistrationId id;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, id.value);
  if (error != std::errc() || at != end || id.value < 1) {
    throw Refusal{not_found(Reason::unknown_registration, text)};
  }
  return id;
}

}  // namespace

Response list_registrations(Call& call) {
  Query query = call.query();
  RegistrationFilter filter = filter_in(query);
  filter.after.value = query.number("after", 0, 0, std::numeric_limits<Seq>::max());
  const std::int64_t limit = query.number("limit", limits::kPageDefault, 1, limits::kPage);
  query.finish();
  if (filter.event && !call.shared.reader.event(*filter.event)) {
    return not_found(Reason::unknown_event, filter.event->text);
  }
  filter.limit = limit + 1;  // one more, to know whether there is a next page
  const std::vector<Registration> found = call.shared.reader.registrations(filter);
  const auto shown = std::min(found.size(), static_cast<std::size_t>(limit));

  Response response;
  json::Text text(response.body);
  text.open();
  text.name("registrations");
  text.open_list();
  for (std::size_t i = 0; i < shown; ++i) json::append(response.body, found[i]);
  text.close_list();
  text.field_or_null("next", found.size() > shown ? found[shown - 1].id.value : 0);
  text.close();
  return response;
}

Response show_registration(Call& call) {
  call.query().finish();
  const std::optional<Registration> found = call.shared.reader.registration(id_of(call));
  if (!found) return not_found(Reason::unknown_registration, call.names[0]);
  Response response;
  json::append(response.body, *found);
  return response;
}

Response register_entry(Call& call) {
  auto [response, seq] = submit(call, decoded("register", object_of(call)));
  if (response.status == 201) {
    response.with("Location", "/api/registrations/" + std::to_string(seq));
  }
  return response;
}

Response cancel_registration(Call& call) { return submit(call, Cancel{id_of(call)}).response; }

}  // namespace lastseat::http
