// What decide may answer. A refusal is an outcome like any other: a value, journalled, never
// thrown.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "domain/model.h"

namespace lastseat {

// Why a command was refused. Where several hold, the first in this order is the answer.
enum class Reason {
  // register
  unknown_event,
  unknown_student,
  event_closed,
  team_size,
  already_registered,
  time_clash,
  limit_reached,
  event_full,
  waitlist_full,
  // cancel
  unknown_registration,
  already_cancelled,
  // check in, undo of a check-in
  unknown_ticket,
  not_confirmed,
  already_checked_in,
  not_checked_in,
  // events
  event_exists,
  event_changed,
  invalid_event,
  capacity_below_taken,
  // imports
  invalid_rows,
};

// Who got the seat that was given last.
struct LastSeat {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string desk;
};

// A row of an import that cannot be applied. `column` is the name in the file's first row.
struct InvalidRow {
  std::int64_t line = 0;
  std::string column;
  std::string reason;
};

struct ImportReport {
  std::int64_t rows = 0;  // data rows in the file
  std::int64_t added = 0;
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;
  std::vector<InvalidRow> invalid = {};  // by line
  std::vector<std::string> ignored_columns = {};
};

// The event as it is after the command, wherever an outcome carries one.
struct Confirmed {
  Registration registration;
  Event event;
  std::vector<EventCode> clashes;  // a warning only
};
struct Waitlisted {
  Registration registration;
  Event event;
  std::vector<EventCode> clashes;
};
struct Cancelled {
  Registration registration;
  Event event;
  std::vector<Registration> promoted;
};
struct CheckedIn {
  Registration registration;
};
struct CheckInUndone {
  Registration registration;
};
struct EventAdded {
  Event event;
};
struct EventChanged {
  Event event;
  std::vector<Registration> promoted;
};
struct StudentAdded {
  Student student;
};
struct StudentChanged {
  Student student;
};
struct Imported {
  ImportReport report;
};
struct FestChanged {
  Fest fest;
};
struct Refused {
  Reason reason;
  std::string subject = {};  // the code, roll or ticket that it is about, or what to mend
  std::optional<Event> event = {};
  std::optional<Registration> registration = {};
  std::optional<LastSeat> last_seat = {};
  std::vector<EventCode> clashes = {};
  std::optional<std::int64_t> limit = {};
  std::optional<ImportReport> report = {};
};

using Outcome =
    std::variant<Confirmed, Waitlisted, Cancelled, CheckedIn, CheckInUndone, EventAdded,
                 EventChanged, StudentAdded, StudentChanged, Imported, FestChanged, Refused>;

}  // namespace lastseat
