#include <utility>

#include "files/import.h"
#include "files/sample.h"
#include "http/handlers.h"
#include "http/problem.h"
#include "http/submit.h"
#include "json/encode.h"
#include "json/text.h"

namespace lastseat::http {
namespace {

Response refused_rows(const ImportReport& report) {
  // The command did not reach the journal, so it has no sequence.
  json::Json body =
      json::Json::parse(json::encode(Refused{.reason = Reason::invalid_rows, .report = report}, 0));
  body.erase("seq");
  return {.status = 422,
          .content_type = std::string(kProblemType),
          .body = with_status(body.dump(), 422)};
}

ImportFile read(ImportFile (*read_file)(std::string_view), const std::string& bytes) {
  try {
    return read_file(bytes);
  } catch (const csv::Unreadable& unreadable) {
    throw Refusal{problem(400, Message{"unreadable_file", {{"problem", unreadable.what()}}})};
  }
}

Response import(Call& call, ImportFile (*read_file)(std::string_view)) {
  Query query = call.query();
  const bool dry_run = query.boolean("dry_run", false);
  query.finish();
  const Asker asker = asker_of(call);
  ImportFile file = read(read_file, call.body);
  if (!dry_run && file.invalid.empty())
    return submit(call, std::move(file.command), asker).response;

  const ImportReport whole = report(file, call.shared.reader.preview(file.command));
  if (!dry_run) return refused_rows(whole);
  Response response;
  json::append(response.body, whole);
  return response;
}

}  // namespace

Response import_events(Call& call) { return import(call, read_events); }

Response import_students(Call& call) { return import(call, read_students); }

Response load_sample(Call& call) {
  call.query().finish();
  Asker asker = asker_of(call);
  if (!call.shared.reader.events().events.empty()) {
    return problem(409, Message{"not_empty"});
  }
  asker.key.clear();  // two commands cannot share a key, and loading it twice changes nothing
  Settled students = submit(call, read_students(sample::students_csv()).command, asker);
  if (students.response.status != 200) return students.response;
  Settled events = submit(call, read_events(sample::events_csv()).command, asker);
  if (events.response.status != 200) return events.response;

  Response response;
  json::Text text(response.body);
  text.open();
  text.field("outcome", "imported");
  text.name("events");
  text.raw(events.response.body);
  text.name("students");
  text.raw(students.response.body);
  text.field("seq", events.seq);
  text.close();
  return response;
}

}  // namespace lastseat::http
