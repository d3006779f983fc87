// Registrations: entering an event, and cancelling an entry. Commands, facts, outcomes, changes and
// rules. Values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/fest.h"
#include "domain/values/field.h"
#include "domain/values/refused.h"
#include "domain/values/registration.h"
#include "domain/values/seats.h"
#include "domain/values/stamp.h"
#include "domain/values/student.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

// --------------------------------------------------------------------------------------- register

struct MemberFacts {
  std::optional<Student> student = {};
  std::vector<Event> entered = {};  // the events of the student's live entries, waiting ones too
};

struct RegisterFacts {
  Fest fest = {};
  std::optional<Event> event = {};
  std::vector<MemberFacts> members = {};  // in the command's order; empty if there is no event
  // The live registration in this event of the first member who has one.
  std::optional<Registration> existing = {};
  RegistrationId next = {};                // of the entry that may be made
  std::optional<LastSeat> last_seat = {};  // loaded if no seat is available
  FreeSeats free_seats = {};               // at most one
};

struct Register {
  static constexpr std::string_view kName = "register";
  static constexpr int kForm = 1;
  using Facts = RegisterFacts;

  EventCode event;
  std::vector<Roll> members;      // one, or a team
  std::string team;               // its name, may be empty
  std::vector<Student> walk_ins;  // members to create, or to complete, in the same commit
  bool waitlist = false;          // join the waiting list if the event is full
};
// Adds to `problems` what is wrong with the command itself.
void check(const Register&, FieldProblems& problems);

// In an outcome, the event is as it is after the command.
struct Confirmed {
  static constexpr std::string_view kName = "confirmed";
  static constexpr bool kCreates = true;
  Registration registration;
  Event event;
  std::vector<EventCode> clashes;  // only a warning
};
struct Waitlisted {
  static constexpr std::string_view kName = "waitlisted";
  static constexpr bool kCreates = true;
  Registration registration;
  Event event;
  std::vector<EventCode> clashes;
};

// A change: adds the entry, with or without a seat.
struct AddRegistration {
  Registration registration;
  std::int64_t event_id = 0;  // of its event's row
};

Decision decide(const Register&, RegisterFacts, const Stamp&);

// ----------------------------------------------------------------------------------------- cancel

struct CancelFacts {
  std::optional<Registration> registration = {};
  std::optional<Event> event = {};        // that of the registration
  std::optional<Registration> head = {};  // of the waiting list, if the command frees a seat
};

struct Cancel {
  static constexpr std::string_view kName = "cancel";
  static constexpr int kForm = 1;
  using Facts = CancelFacts;

  RegistrationId id;
  // Its ticket. If another one is given, the id is that of another fest or an old copy, or was
  // mistyped.
  std::optional<std::string> ticket = {};

  static constexpr std::tuple kFields{set("id", &Cancel::id, IdRule{}),
                                      set("ticket", &Cancel::ticket, OptionalCodeRule{})};
};

struct Cancelled {
  static constexpr std::string_view kName = "cancelled";
  Registration registration;
  Event event;
  std::vector<Registration> promoted;

  static constexpr std::tuple kFields{kept("registration", &Cancelled::registration),
                                      kept("promoted", &Cancelled::promoted),
                                      kept("event", &Cancelled::event)};
};

// A change: the entry is cancelled, and its seat becomes free.
struct MarkCancelled {
  RegistrationId id;
};

Decision decide(const Cancel&, const CancelFacts&, const Stamp&);

// The event under which the journal lists them; empty if only the outcome contains it.
inline std::string_view event_of(const Register& command) { return command.event.text; }
inline std::string_view event_of(const Cancel&) { return {}; }
inline std::string_view event_of(const Confirmed& outcome) { return outcome.event.code.text; }
inline std::string_view event_of(const Waitlisted& outcome) { return outcome.event.code.text; }
inline std::string_view event_of(const Cancelled& outcome) { return outcome.event.code.text; }

// What they promise (values/effect.h).
std::string effect_of(const Confirmed&);   // "confirmed 812 ROBO seat 17"
std::string effect_of(const Waitlisted&);  // "waiting 813 ROBO 3"
std::string effect_of(const Cancelled&);   // "cancelled 812, promoted 640 seat 17"

// This room's part of the lists in command.h, outcome.h and change.h.
using RegistrationCommands = Types<Register, Cancel>;
using RegistrationOutcomes = Types<Confirmed, Waitlisted, Cancelled>;
using RegistrationChanges = Types<AddRegistration, MarkCancelled>;

}  // namespace lastseat
