#include "http/imports.h"

#include <utility>

#include "files/import.h"
#include "files/sample.h"
#include "http/refusals.h"
#include "http/submit.h"
#include "json/syntax/text.h"
#include "store/journal/ledger.h"
#include "store/values/event.h"

namespace lastseat::http {
namespace {

ImportFile read(ImportFile (*read_file)(std::string_view), const std::string& bytes) {
  try {
    return read_file(bytes);
  } catch (const csv::Unreadable& unreadable) {
    throw Refusal{problem(400, Message{"unreadable_file", {{"problem", say(unreadable.why)}}})};
  }
}

Response import(Call& call, ImportFile (*read_file)(std::string_view)) {
  Query query = call.query();
  const bool dry_run = query.boolean("dry_run", false);
  query.finish();
  const Asker asker = asker_of(call);
  ImportFile file = read(read_file, call.body);
  if (!dry_run && file.invalid.empty()) {
    return submit(call, {std::move(file.command), what_was_sent(call)}, asker).response;
  }
  ImportReport whole = report(file, call.read(preview, file.command));
  if (!dry_run) {
    // The command did not reach the journal, so it has no place there.
    return refusal({.reason = Reason::invalid_rows, .report = std::move(whole)}, {}, 0);
  }
  Response response;
  json::Text text(response.body);
  text.open();
  write_report(text, whole);
  text.close();
  return response;
}

}  // namespace

Response import_events(Call& call) { return import(call, read_events); }

Response import_students(Call& call) { return import(call, read_students); }

Response load_sample(Call& call) {
  call.query().finish();
  Asker asker = asker_of(call);
  if (call.read(has_events)) return problem(409, Message{"not_empty"});
  asker.key.clear();  // two commands cannot share one; loading it twice changes nothing anyway
  const auto load = [&](ImportFile file) {
    return submit(call, {std::move(file.command), what_was_sent(call)}, asker);
  };
  Settled students = load(read_students(sample::students_csv()));
  if (students.response.status != 200) return students.response;
  Settled events = load(read_events(sample::events_csv()));
  if (events.response.status != 200) return events.response;

  Response response;
  json::Text text(response.body);
  text.open();
  text.field("outcome", Imported::kName);
  text.name("events");
  text.raw(events.response.body);
  text.name("students");
  text.raw(students.response.body);
  text.field("seq", events.head.seq);
  text.close();
  return response.with(kHeadHeader, text_of(events.head));
}

}  // namespace lastseat::http
