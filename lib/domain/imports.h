// Imports: a file's rows are applied as a whole, or not at all. Commands, facts, outcome and rules;
// the changes are PutEvent, PutStudentRecord and Promote. Values and pure functions; any thread.
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

// A row of a file that was read; `line` is where it begins, 1 is the first line of the file.
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
  using Facts = ImportEventsFacts;

  std::vector<EventRow> rows;
  std::vector<std::string> ignored_columns;
};
struct ImportStudents {
  static constexpr std::string_view kName = "import_students";
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

// The column of a file that holds this field. They are the same, but for the fee: people write it
// in major units.
std::string column_of(const std::string& field);

// The event that the journal files them under: a file may be about many.
inline std::string_view event_of(const ImportEvents&) { return {}; }
inline std::string_view event_of(const ImportStudents&) { return {}; }
inline std::string_view event_of(const Imported&) { return {}; }

// What the lists of all (command.h, outcome.h, change.h) take from this room.
using ImportCommands = Types<ImportEvents, ImportStudents>;
using ImportOutcomes = Types<Imported>;

}  // namespace lastseat
