#include "store/journal/journal.h"

#include "http/journal.h"
#include "http/paging.h"
#include "text/time.h"

namespace lastseat::http {
namespace {

void write(json::Text& text, const JournalRow& row) {
  text.open();
  text.field("seq", row.seq);
  text.field("at", text::utc(row.at_ms));
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

Step list_journal(Call& call) {
  Query query = call.query();
  std::optional<EventCode> event;
  if (const std::optional<std::string> code = query.text("event")) event = EventCode{*code};
  const Page page(query);
  query.finish();
  return page.of("entries", call.read(journal_page, event, page.after, page.rows_to_read()), write,
                 [](const JournalRow& row) { return row.seq; });
}

}  // namespace lastseat::http
