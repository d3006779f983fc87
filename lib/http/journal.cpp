#include <algorithm>
#include <limits>

#include "http/handlers.h"
#include "http/limits.h"
#include "json/encode.h"
#include "json/text.h"

namespace lastseat::http {
namespace {

void append(json::Text& text, const JournalRow& row) {
  text.open();
  text.field("seq", row.seq);
  text.field("at", json::utc(row.at_ms));
  text.field("desk", row.desk);
  text.field("who", row.who);
  text.field("command", row.command);
  text.name("event");
  row.event.empty() ? text.null() : text.value(row.event);
  text.name("request");
  row.request.empty() ? text.null() : text.raw(row.request);
  text.field("outcome", row.outcome);
  text.close();
}

}  // namespace

Response list_journal(Call& call) {
  Query query = call.query();
  std::optional<EventCode> event;
  if (const std::optional<std::string> code = query.text("event")) event = EventCode{*code};
  const Seq after = query.number("after", 0, 0, std::numeric_limits<Seq>::max());
  const std::int64_t limit = query.number("limit", limits::kPageDefault, 1, limits::kPage);
  query.finish();
  const std::vector<JournalRow> found = call.shared.reader.journal(event, after, limit + 1);
  const auto shown = std::min(found.size(), static_cast<std::size_t>(limit));

  Response response;
  json::Text text(response.body);
  text.open();
  text.name("entries");
  text.open_list();
  for (std::size_t i = 0; i < shown; ++i) append(text, found[i]);
  text.close_list();
  text.field_or_null("next", found.size() > shown ? found[shown - 1].seq : 0);
  text.close();
  return response;
}

}  // namespace lastseat::http
