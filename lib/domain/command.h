// Every change of state is one of these values. Each travels through the writer's one queue; there
// is no other way to change anything. Plain values: any thread may build one.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/model.h"

namespace lastseat {

struct AddEvent {
  EventCode code;
  EventFields fields;
};

struct ChangeEvent {
  EventCode code;
  EventFields fields;
  std::optional<Seq> unchanged_since;  // refused if the definition changed after this
};

struct PutStudent {
  Student student;  // replaces the whole record, or makes it
};

struct Register {
  EventCode event;
  std::vector<Roll> members;      // one, or a team
  std::string team;               // its name, may be empty
  std::vector<Student> walk_ins;  // members to create, or whose blanks to fill,
                                  // in the same commit
  bool waitlist = false;          // join the waiting list if the event is full
};

struct Cancel {
  RegistrationId id;
};

struct CheckIn {
  std::string ticket;
};

struct UndoCheckIn {
  std::string ticket;
};

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

struct ImportEvents {
  std::vector<EventRow> rows;
  std::vector<std::string> ignored_columns;
};
struct ImportStudents {
  std::vector<StudentRow> rows;
  std::vector<std::string> ignored_columns;
};

struct ChangeFest {
  FestFields fields;
};

using Command = std::variant<Register, Cancel, CheckIn, UndoCheckIn, AddEvent, ChangeEvent,
                             PutStudent, ImportEvents, ImportStudents, ChangeFest>;

// What decide may not fetch for itself: it is handed in, and kept in the journal for the replay.
struct Stamp {
  Seq seq = 0;
  std::int64_t at_ms = 0;  // UTC, milliseconds since 1970; never before the stamp of seq - 1
  std::uint64_t random = 0;
  std::string desk;
  std::string who;
};

}  // namespace lastseat
