// Students in the database: loading the facts for their rule, and the queries of readers. One
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
// Reads the whole journal.
EraseFacts load(const Erase&, const Stamp&, Connection&);

void apply(const EraseStudent&, const Stamp&, Connection&);

bool has_erased(Connection&);  // whether there was an erasure

// Each word of `query` must be the beginning of a word of the name, or a part of the roll or of the
// phone number, in their folded forms (text/identity.h). Sorted by name, at most `limit`.
std::vector<Student> find_students(Connection&, const std::string& query, std::int64_t limit);

struct StudentRecord {
  Student student;
  std::vector<Registration> registrations;  // all, including cancelled ones, oldest first
};
std::optional<StudentRecord> find_student_record(Connection&, const Roll&);

// Sorted by roll, without those who were erased.
void each_student(Connection&, const std::function<void(const Student&)>&);

}  // namespace lastseat
