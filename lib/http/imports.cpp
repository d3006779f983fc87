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

Step import(Call& call, ImportFile (*read_file)(std::string_view)) {
  Query query = call.query();
  const bool dry_run = query.boolean("dry_run", false);
  query.finish();
  Sender sender = sender_of(call);
  ImportFile file = read(read_file, call.body);
  if (!dry_run && file.invalid.empty()) {
    return submit({std::move(file.command), what_was_sent(call)}, std::move(sender));
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

Submission load(ImportFile file, const Call& call, std::function<Step(Call&, Settled)> then) {
  Sender sender = sender_of(call);
  sender.key.clear();  // two commands cannot share one; loading it twice changes nothing anyway
  return submit({std::move(file.command), what_was_sent(call)}, std::move(sender), std::move(then));
}

Response loaded(const Settled& students, const Settled& events) {
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

}  // namespace

Step import_events(Call& call) { return import(call, read_events); }

Step import_students(Call& call) { return import(call, read_students); }

Step load_sample(Call& call) {
  call.query().finish();
  if (call.read(has_events)) return problem(409, Message{"not_empty"});
  return load(read_students(sample::students_csv()), call,
              [](Call& asked, Settled students) -> Step {
                if (students.response.status != 200) return std::move(students.response);
                return load(read_events(sample::events_csv()), asked,
                            [students](Call&, Settled events) -> Step {
                              if (events.response.status != 200) return std::move(events.response);
                              return loaded(students, events);
                            });
              });
}

}  // namespace lastseat::http
