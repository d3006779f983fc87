// Events: adding one, and changing its definition. Commands, facts, outcomes and rules; the changes
// are PutEvent and Promote. Values and pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/refused.h"
#include "domain/values/registration.h"
#include "domain/values/seats.h"
#include "domain/values/stamp.h"
#include "domain/values/types.h"

namespace lastseat {

struct Decision;

struct AddEvent {
  static constexpr std::string_view kName = "add_event";
  static constexpr int kForm = 1;
  using Facts = EventFacts;

  EventCode code;
  EventFields fields;
};

struct ChangeEvent {
  static constexpr std::string_view kName = "change_event";
  static constexpr int kForm = 1;
  using Facts = EventFacts;

  EventCode code;
  EventFields fields;
  std::optional<Seq> unchanged_since;  // refused if a later command changed the definition
};

struct EventAdded {
  static constexpr std::string_view kName = "event_added";
  static constexpr bool kCreates = true;
  Event event;
};
struct EventChanged {
  static constexpr std::string_view kName = "event_changed";
  Event event;
  std::vector<Registration> promoted;
};

Decision decide(const AddEvent&, const EventFacts&, const Stamp&);
Decision decide(const ChangeEvent&, const EventFacts&, const Stamp&);

// The event under which the journal lists them.
inline std::string_view event_of(const AddEvent& command) { return command.code.text; }
inline std::string_view event_of(const ChangeEvent& command) { return command.code.text; }
inline std::string_view event_of(const EventAdded& outcome) { return outcome.event.code.text; }
inline std::string_view event_of(const EventChanged& outcome) { return outcome.event.code.text; }

// What they promise (values/effect.h).
std::string effect_of(const EventAdded&);    // "event_added ROBO"
std::string effect_of(const EventChanged&);  // "event_changed ROBO, promoted 640 seat 17"

// This room's part of the lists in command.h and outcome.h.
using EventCommands = Types<AddEvent, ChangeEvent>;
using EventOutcomes = Types<EventAdded, EventChanged>;

}  // namespace lastseat
