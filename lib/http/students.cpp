#include "http/students.h"

#include "http/paging.h"
#include "http/refusals.h"
#include "json/values.h"
#include "store/students.h"

namespace lastseat::http {

Step search_students(Call& call) {
  Query query = call.query();
  const std::string words = query.text("q").value_or("");
  const std::int64_t limit = page_size_in(query);
  query.finish();
  Response response;
  json::Text text(response.body);
  text.open();
  json::objects(text, "students", call.read(find_students, words, limit));
  text.close();
  return response;
}

Step show_student(Call& call) {
  call.query().finish();
  const std::optional<StudentRecord> record = call.read(find_student_record, Roll{call.named()});
  if (!record) return not_found(Reason::unknown_student, call.named());
  Response response;
  json::Text text(response.body);
  text.open();
  json::write(text, record->student);
  json::objects(text, "registrations", record->registrations);
  text.close();
  return response;
}

}  // namespace lastseat::http
