// Imports: the rows of a file are applied as a whole or not at all. Commands, facts, outcome and
// rules; the changes are PutEvent, PutStudentRecord and Promote. Values and pure functions; any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/refused.h"
#include "domain/values/seats.h"
#include "domain/values/stamp.h"
#include "domain/values/student.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

// A row of a file. `line` is where it begins; the first line of the file is 1.
struct EventRow {
  std::int64_t line = 0;
  EventCode code;
  EventFields fields;
};
struct StudentRow {
  std::int64_t line = 0;
  Student student;
};

struct ImportEventsFacts {
  std::vector<EventFacts> events = {};  // in the order of the rows
};
struct ImportStudentsFacts {
  std::vector<StudentFacts> students = {};  // in the order of the rows
};

struct ImportEvents {
  static constexpr std::string_view kName = "import_events";
  static constexpr int kForm = 1;
  using Facts = ImportEventsFacts;

  std::vector<EventRow> rows;
  std::vector<std::string> ignored_columns;
};
struct ImportStudents {
  static constexpr std::string_view kName = "import_students";
  static constexpr int kForm = 1;
  using Facts = ImportStudentsFacts;

  std::vector<StudentRow> rows;
  std::vector<std::string> ignored_columns;
};

struct Imported {
  static constexpr std::string_view kName = "imported";
  ImportReport report;
};

Decision decide(const ImportEvents&, const ImportEventsFacts&, const Stamp&);
Decision decide(const ImportStudents&, const ImportStudentsFacts&, const Stamp&);

// The name of a field's column in a CSV file. It is the field's name, except for the fee, which
// people write in major units.
std::string column_of(const std::string& field);

// The event under which the journal lists them: none, because a file may be about many.
inline std::string_view event_of(const ImportEvents&) { return {}; }
inline std::string_view event_of(const ImportStudents&) { return {}; }
inline std::string_view event_of(const Imported&) { return {}; }

// What they promise (values/effect.h).
std::string effect_of(const Imported&);  // "imported 10 new 2 updated 30 unchanged"

// This room's part of the lists in command.h and outcome.h.
using ImportCommands = Types<ImportEvents, ImportStudents>;
using ImportOutcomes = Types<Imported>;

}  // namespace lastseat
