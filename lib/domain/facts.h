// What decide needs to know for each command: loaded by the store inside the transaction, so that
// nothing can change between the look and the step. Absent means "there is no such thing".
#pragma once

#include <optional>
#include <vector>

#include "domain/model.h"
#include "domain/outcome.h"

namespace lastseat {

// Seat numbers that were taken once and are free again, ascending; only as many as may be needed.
using FreeSeats = std::vector<std::int64_t>;

struct MemberFacts {
  std::optional<Student> student = {};
  std::vector<Event> entered = {};  // the events of the student's live entries, waiting ones too
};

struct RegisterFacts {
  Fest fest = {};
  std::optional<Event> event = {};
  std::vector<MemberFacts> members = {};  // in the command's order
  // The live registration in this event of the first member that has one.
  std::optional<Registration> existing = {};
  std::optional<LastSeat> last_seat = {};  // loaded when no seat is available
  FreeSeats free_seats = {};               // at most one
};

struct CancelFacts {
  std::optional<Registration> registration = {};
  std::optional<Event> event = {};
  std::optional<Registration> head = {};  // of the event's waiting list
};

struct TicketFacts {
  std::optional<Registration> registration = {};
};

// An event that may be added or changed, with those who may be promoted if it grows.
struct EventFacts {
  std::optional<Event> event = {};
  std::vector<Registration> heads =
      {};                     // of the waiting list, as many as the new capacity may seat
  FreeSeats free_seats = {};  // as many as heads
};

struct StudentFacts {
  std::optional<Student> student = {};
};

struct ImportEventsFacts {
  std::vector<EventFacts> events = {};  // in the order of the rows
};

struct ImportStudentsFacts {
  std::vector<StudentFacts> students = {};  // in the order of the rows
};

struct FestFacts {
  Fest fest = {};
};

}  // namespace lastseat
