// Students: writing a record. Command, facts, outcomes and rule; the change is PutStudentRecord.
// Values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/values/stamp.h"
#include "domain/values/student.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

struct PutStudent {
  static constexpr std::string_view kName = "put_student";
  static constexpr int kForm = 1;
  using Facts = StudentFacts;

  Student student;  // replaces the whole record, or creates it
};

struct StudentAdded {
  static constexpr std::string_view kName = "student_added";
  static constexpr bool kCreates = true;
  Student student;
};
struct StudentChanged {
  static constexpr std::string_view kName = "student_changed";
  Student student;
};

Decision decide(const PutStudent&, const StudentFacts&, const Stamp&);

// The event under which the journal lists them: none.
inline std::string_view event_of(const PutStudent&) { return {}; }
inline std::string_view event_of(const StudentAdded&) { return {}; }
inline std::string_view event_of(const StudentChanged&) { return {}; }

// What they promise (values/effect.h).
inline std::string effect_of(const StudentAdded&) { return "student_added"; }
inline std::string effect_of(const StudentChanged&) { return "student_changed"; }

// This room's part of the lists in command.h and outcome.h.
using StudentCommands = Types<PutStudent>;
using StudentOutcomes = Types<StudentAdded, StudentChanged>;

}  // namespace lastseat
