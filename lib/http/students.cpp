#include "http/handlers.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/submit.h"
#include "json/encode.h"
#include "json/text.h"

namespace lastseat::http {

Response search_students(Call& call) {
  Query query = call.query();
  const std::string words = query.text("q").value_or("");
  const std::int64_t limit = query.number("limit", limits::kPageDefault, 1, limits::kPage);
  query.finish();
  Response response;
  json::Text text(response.body);
  text.open();
  text.name("students");
  text.open_list();
  for (const Student& student : call.shared.reader.students(words, limit)) {
    json::append(response.body, student);
  }
  text.close_list();
  text.close();
  return response;
}

Response show_student(Call& call) {
  call.query().finish();
  const std::optional<StudentRecord> record = call.shared.reader.student({call.names[0]});
  if (!record) return not_found(Reason::unknown_student, call.names[0]);
  Response response;
  json::append(response.body, record->student);
  response.body.pop_back();  // the closing brace: another field follows
  json::Text text(response.body);
  text.name("registrations");
  text.open_list();
  for (const Registration& each : record->registrations) json::append(response.body, each);
  text.close_list();
  text.close();
  return response;
}

Response put_student(Call& call) {
  json::Json fields = object_of(call);
  set_from_path(fields, "roll", call.names[0]);
  return submit(call, decoded("put_student", fields)).response;
}

}  // namespace lastseat::http
