#include "store/imports.h"

#include "store/values/seats.h"
#include "store/values/student.h"

namespace lastseat {

ImportEventsFacts load(const ImportEvents& command, const Stamp&, Connection& connection) {
  ImportEventsFacts facts;
  facts.events.reserve(command.rows.size());
  for (const EventRow& row : command.rows) {
    facts.events.push_back(event_facts(connection, row.code, row.fields));
  }
  return facts;
}

ImportStudentsFacts load(const ImportStudents& command, const Stamp&, Connection& connection) {
  ImportStudentsFacts facts;
  facts.students.reserve(command.rows.size());
  for (const StudentRow& row : command.rows) {
    facts.students.push_back({find_student(connection, row.student.roll)});
  }
  return facts;
}

}  // namespace lastseat
