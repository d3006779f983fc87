// Check-ins at the door: a ticket is scanned, and a scan is undone. Commands, facts, outcomes,
// changes and rules. Values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/values/refused.h"
#include "domain/values/registration.h"
#include "domain/values/stamp.h"

namespace lastseat {

struct Decision;

struct TicketFacts {
  std::optional<Registration> registration = {};  // the one that has the ticket
};

struct CheckIn {
  static constexpr std::string_view kName = "check_in";
  using Facts = TicketFacts;

  std::string ticket;
};

struct UndoCheckIn {
  static constexpr std::string_view kName = "undo_check_in";
  using Facts = TicketFacts;

  std::string ticket;
};

struct CheckedIn {
  static constexpr std::string_view kName = "checked_in";
  Registration registration;
};
struct CheckInUndone {
  static constexpr std::string_view kName = "check_in_undone";
  Registration registration;
};

// Changes: the entry is checked in now, at this desk; or not at all.
struct MarkCheckedIn {
  RegistrationId id;
};
struct ClearCheckIn {
  RegistrationId id;
};

Decision decide(const CheckIn&, const TicketFacts&, const Stamp&);
Decision decide(const UndoCheckIn&, const TicketFacts&, const Stamp&);

// The event that the journal files them under: only the ticket's entry knows it.
inline std::string_view event_of(const CheckIn&) { return {}; }
inline std::string_view event_of(const UndoCheckIn&) { return {}; }
inline std::string_view event_of(const CheckedIn& outcome) {
  return outcome.registration.event.text;
}
inline std::string_view event_of(const CheckInUndone& outcome) {
  return outcome.registration.event.text;
}

}  // namespace lastseat
