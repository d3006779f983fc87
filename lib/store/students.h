// Students in the database: the facts that their rule needs, and the questions of readers. One
// connection, one thread. Throws StorageError.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/students.h"
#include "domain/values/registration.h"

namespace lastseat {

class Connection;

StudentFacts load(const PutStudent&, const Stamp&, Connection&);

// Every word must begin a word of the name, or be part of the roll or the phone. By name.
std::vector<Student> find_students(Connection&, const std::string& query, std::int64_t limit);

struct StudentRecord {
  Student student;
  std::vector<Registration> registrations;  // all, cancelled ones too, oldest first
};
std::optional<StudentRecord> find_student_record(Connection&, const Roll&);

void each_student(Connection&, const std::function<void(const Student&)>&);  // by roll

}  // namespace lastseat
