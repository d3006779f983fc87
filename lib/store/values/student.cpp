#include "store/values/student.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + student_columns() + " FROM students WHERE roll_key = ?");
const Sql kPut(columns::upsert("students", "roll_key", kStudentFields));

}  // namespace

std::string student_columns() { return columns::list("students", kStudentFields); }

Student student_of(const Row& row) { return columns::read<Student>(row, kStudentFields); }

std::optional<Student> find_student(Connection& connection, const Roll& roll) {
  return connection.first(kFind, student_of, roll.key);
}

void apply(const PutStudentRecord& change, const Stamp&, Connection& connection) {
  connection.run_bound(kPut, [&](auto&& bind) {
    bind(change.student.roll.key);
    columns::bind_settable(kStudentFields, change.student, bind);
  });
}

}  // namespace lastseat
