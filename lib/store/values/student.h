// Students in the database. Private to the store; one connection, one thread.
#pragma once

#include <optional>
#include <string>

#include "domain/values/stamp.h"
#include "domain/values/student.h"

namespace lastseat {

class Connection;
class Row;

// "students.roll, …": the columns that student_of() expects.
std::string student_columns();
Student student_of(const Row&);

std::optional<Student> find_student(Connection&, const Roll&);

void apply(const PutStudentRecord&, const Stamp&, Connection&);

}  // namespace lastseat
