// Check-ins at the door: scanning a ticket, and undoing a scan. Commands, facts, outcomes, changes
// and rules. Values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "domain/values/field.h"
#include "domain/values/refused.h"
#include "domain/values/registration.h"
#include "domain/values/stamp.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

struct TicketFacts {
  std::optional<Registration> registration = {};  // the one with this ticket
};

struct CheckIn {
  static constexpr std::string_view kName = "check_in";
  static constexpr int kForm = 1;
  using Facts = TicketFacts;

  std::string ticket;

  static constexpr std::tuple kFields{set("ticket", &CheckIn::ticket, CodeRule{})};
};

struct UndoCheckIn {
  static constexpr std::string_view kName = "undo_check_in";
  static constexpr int kForm = 1;
  using Facts = TicketFacts;

  std::string ticket;

  static constexpr std::tuple kFields{set("ticket", &UndoCheckIn::ticket, CodeRule{})};
};

struct CheckedIn {
  static constexpr std::string_view kName = "checked_in";
  static constexpr bool kCreates = true;
  Registration registration;

  static constexpr std::tuple kFields{kept("registration", &CheckedIn::registration)};
};
struct CheckInUndone {
  static constexpr std::string_view kName = "check_in_undone";
  Registration registration;

  static constexpr std::tuple kFields{kept("registration", &CheckInUndone::registration)};
};

// Changes: the entry is checked in, now and at this desk; or it is no longer checked in.
struct MarkCheckedIn {
  RegistrationId id;
};
struct ClearCheckIn {
  RegistrationId id;
};

Decision decide(const CheckIn&, const TicketFacts&, const Stamp&);
Decision decide(const UndoCheckIn&, const TicketFacts&, const Stamp&);

// The event under which the journal lists them. A command does not contain it; its outcome does.
inline std::string_view event_of(const CheckIn&) { return {}; }
inline std::string_view event_of(const UndoCheckIn&) { return {}; }
inline std::string_view event_of(const CheckedIn& outcome) {
  return outcome.registration.event.text;
}
inline std::string_view event_of(const CheckInUndone& outcome) {
  return outcome.registration.event.text;
}

// What they promise (values/effect.h).
std::string effect_of(const CheckedIn&);      // "checked_in 812"
std::string effect_of(const CheckInUndone&);  // "check_in_undone 812"

// This room's part of the lists in command.h, outcome.h and change.h.
using CheckinCommands = Types<CheckIn, UndoCheckIn>;
using CheckinOutcomes = Types<CheckedIn, CheckInUndone>;
using CheckinChanges = Types<MarkCheckedIn, ClearCheckIn>;

}  // namespace lastseat
