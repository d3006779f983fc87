#include "http/exports.h"

#include <algorithm>
#include <cctype>
#include <system_error>
#include <vector>

#include "files/export.h"
#include "files/spool.h"
#include "http/refusals.h"
#include "http/registration_filter.h"
#include "store/values/event.h"

namespace lastseat::http {
namespace {

// Written to a spool first, so that a slow client does not keep the database's snapshot open.
template <class Export>
Response download(const Call& call, Format format, const std::string& name, Export&& make) {
  const auto spool = std::make_shared<Spool>(call.shared.options.spool_folder);
  make([&](std::string_view piece) { spool->write(piece); });
  Response response;
  response.long_body = {
      spool->size(), [spool, log = call.shared.options.log, request = call.request_line()](
                         std::size_t offset, std::size_t most) {
        try {
          return spool->read(offset, most);
        } catch (const std::system_error& error) {
          log(Message{"server.request_failed",
                      {{"request", request}, {"why", std::vector{message_of(error)}}}});
          return std::string();
        }
      }};
  const bool csv = format == Format::csv;
  response.content_type = csv ? "text/csv; charset=utf-8" : "application/json";
  return response.with("Content-Disposition",
                       "attachment; filename=\"" + name + (csv ? ".csv\"" : ".json\""));
}

// A code may contain characters that a header or a file system does not allow.
std::string file_name_of(std::string code) {
  std::replace_if(
      code.begin(), code.end(),
      [](unsigned char c) { return !std::isalnum(c) && c != '-' && c != '_'; }, '_');
  return code;
}

Response registrations(Call& call, Format format) {
  Query query = call.query();
  const RegistrationFilter filter = filter_in(query);
  query.finish();
  if (std::optional<Response> unknown = unknown_event_in(filter, call)) return *std::move(unknown);
  return download(call, format, "registrations", [&](const Sink& sink) {
    export_registrations(call.shared.reader, filter, format, sink);
  });
}

Response roster(Call& call, Format format) {
  call.query().finish();
  const std::optional<Event> event = call.read(find_event, EventCode{call.named()});
  if (!event) return not_found(Reason::unknown_event, call.named());
  return download(call, format, "roster-" + file_name_of(event->code.text), [&](const Sink& sink) {
    export_roster(call.shared.reader, event->code, format, sink);
  });
}

}  // namespace

Step export_registrations_csv(Call& call) { return registrations(call, Format::csv); }
Step export_registrations_json(Call& call) { return registrations(call, Format::json); }

Step export_events_csv(Call& call) {
  call.query().finish();
  return download(call, Format::csv, "events",
                  [&](const Sink& sink) { export_events(call.shared.reader, Format::csv, sink); });
}

Step export_students_csv(Call& call) {
  call.query().finish();
  return download(call, Format::csv, "students", [&](const Sink& sink) {
    export_students(call.shared.reader, Format::csv, sink);
  });
}

Step export_roster_csv(Call& call) { return roster(call, Format::csv); }
Step export_roster_json(Call& call) { return roster(call, Format::json); }

}  // namespace lastseat::http
