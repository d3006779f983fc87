// Students: writing a record, and erasing the personal data of one. Commands, facts, outcomes,
// changes and rules; PutStudentRecord is defined with the values. Values and pure functions; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/values/refused.h"
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

// ------------------------------------------------------------------------------------------ erase

struct EraseFacts {
  bool is_student = false;
  bool is_erased = false;      // the roll is the token of an earlier erasure
  std::vector<Seq> rows = {};  // of the journal, which contain personal data of the person
};

// Erases the personal data of a person: the roll and the fields that are marked in kStudentFields,
// in the tables and in the journal. A token stands in the place of each value, so that every
// decision stays as it was: entries and seats do not change. A walk-in who was refused is no
// student, but stands in the journal.
struct Erase {
  static constexpr std::string_view kName = "erase";
  static constexpr int kForm = 1;
  using Facts = EraseFacts;

  Roll roll;
  std::vector<Seq> rows = {};  // only in the journal, for the replay: those that were found
};

struct Erased {
  static constexpr std::string_view kName = "erased";
  Roll roll;              // the token that stands in the place of the roll
  std::vector<Seq> rows;  // whose requests and answers were changed

  static constexpr std::tuple kFields{kept("roll", &Erased::roll), kept("rows", &Erased::rows)};
};

// A change: erases the data in these rows and in the tables.
struct EraseStudent {
  Roll roll;
  Roll token;
  std::vector<Seq> rows;
};

Decision decide(const Erase&, const EraseFacts&, const Stamp&);

// The command as the journal keeps it: with the token in the place of the roll. Empty rows if
// nothing was erased.
Erase without_roll(std::vector<Seq> rows, const Stamp&);

// The event under which the journal lists them: none.
inline std::string_view event_of(const PutStudent&) { return {}; }
inline std::string_view event_of(const Erase&) { return {}; }
inline std::string_view event_of(const StudentAdded&) { return {}; }
inline std::string_view event_of(const StudentChanged&) { return {}; }
inline std::string_view event_of(const Erased&) { return {}; }

// What they promise (values/effect.h).
inline std::string effect_of(const StudentAdded&) { return "student_added"; }
inline std::string effect_of(const StudentChanged&) { return "student_changed"; }
inline std::string effect_of(const Erased&) { return "erased"; }

// This room's part of the lists in command.h, outcome.h and change.h.
using StudentCommands = Types<PutStudent, Erase>;
using StudentOutcomes = Types<StudentAdded, StudentChanged, Erased>;
using StudentChanges = Types<EraseStudent>;

}  // namespace lastseat
