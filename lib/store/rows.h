// How rows become values of the model: the one place that knows the order of columns. Private to
// the store.
#pragma once

#include <string>

#include "domain/model.h"
#include "store/prepared.h"

namespace lastseat::rows {

// Select these columns, from a table of that name or alias, for the function beside it.
inline const std::string kEvent =
    "events.code, events.title, events.category, events.venue, "
    "events.starts_at, events.ends_at, "
    "events.capacity, events.fee_minor, events.team_min, events.team_max, "
    "events.state, "
    "events.taken, events.waiting, events.last_seat_seq, events.defined_seq";
Event event(const Row&);

inline const std::string kStudent = "roll, name, email, phone, college, year";
Student student(const Row&);

// Without members and position: those are questions of their own.
inline const std::string kRegistration =
    "registrations.id, registrations.event, registrations.ticket, "
    "registrations.team, "
    "registrations.status, registrations.seat, registrations.registered_at_ms, "
    "registrations.desk, registrations.checked_in_at_ms, "
    "registrations.checked_in_desk";
Registration registration(const Row&);

// Reads registrations whole. One connection, one thread.
class Registrations {
 public:
  explicit Registrations(SQLite::Database&);
  // Adds the members and, while it waits, the position.
  void complete(Registration&);
  void add_members(Registration&);
  std::int64_t position(const Registration&);
  std::optional<Registration> by_id(RegistrationId);

 private:
  Prepared by_id_;
  Prepared members_;
  Prepared position_;
};

}  // namespace lastseat::rows
