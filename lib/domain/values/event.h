// An event, and the change that writes one. Values and pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "domain/values/code.h"
#include "domain/values/field.h"
#include "domain/values/names.h"

namespace lastseat {

enum class EventState { open, closed };
template <>
struct Names<EventState> {
  static constexpr std::array<NameOf<EventState>, 2> kAll{
      {{EventState::open, "open"}, {EventState::closed, "closed"}}};
};

struct Event {
  std::int64_t id = 0;  // of its row; no rule needs it
  EventCode code;
  std::string title = {};
  std::string category = {};
  std::string venue = {};
  std::string starts_at = {};  // the fest's local time, "2027-01-22T09:00", no zone
  std::string ends_at = {};
  std::int64_t capacity = 0;   // seats
  std::int64_t fee_minor = 0;  // for each entry, in minor units (paise, cents)
  std::int64_t team_min = 1;   // students in one entry
  std::int64_t team_max = 1;
  EventState state = EventState::open;

  // Counters. Triggers of the schema update them; no change sets them.
  std::int64_t taken = 0;
  std::int64_t waiting = 0;
  Seq last_seat_seq = 0;  // the command that gave the most recent seat; 0: none yet

  std::int64_t held = 0;  // always 0 and not stored: this version does not hold seats

  Seq defined_seq = 0;  // the command that last changed the definition

  std::int64_t available() const;
  bool overlaps(const Event& other) const;
};

// The fields of an event that a command may set. An absent field stays unchanged.
struct EventFields {
  std::optional<std::string> title = {};
  std::optional<std::string> category = {};
  std::optional<std::string> venue = {};
  std::optional<std::string> starts_at = {};
  std::optional<std::string> ends_at = {};
  std::optional<std::int64_t> capacity = {};
  std::optional<std::int64_t> fee_minor = {};
  std::optional<std::int64_t> team_min = {};
  std::optional<std::int64_t> team_max = {};
  std::optional<EventState> state = {};
};

inline constexpr std::tuple kEventFields{
    kept("id", &Event::id, KeptRule{}, Where::sql),
    set("code", &Event::code, CodeRule{}).needed(),
    set("title", &Event::title, &EventFields::title, TextRule{.required = true}).needed(),
    set("category", &Event::category, &EventFields::category, TextRule{}),
    set("venue", &Event::venue, &EventFields::venue, TextRule{}),
    set("starts_at", &Event::starts_at, &EventFields::starts_at, TimeRule{}).needed(),
    set("ends_at", &Event::ends_at, &EventFields::ends_at, TimeRule{}).needed(),
    set("capacity", &Event::capacity, &EventFields::capacity, NumberRule{1, limits::kCapacity})
        .needed(),
    kept("taken", &Event::taken),
    kept("held", &Event::held, KeptRule{}, Where::json),
    kept("available", &Event::available, KeptRule{}, Where::json),
    kept("waiting", &Event::waiting),
    set("fee_minor", &Event::fee_minor, &EventFields::fee_minor, NumberRule{0, limits::kFeeMinor}),
    set("team_min", &Event::team_min, &EventFields::team_min, NumberRule{1, limits::kTeam}),
    set("team_max", &Event::team_max, &EventFields::team_max, NumberRule{1, limits::kTeam}),
    set("state", &Event::state, &EventFields::state, ChoiceRule{}),
    kept("last_seat_seq", &Event::last_seat_seq, KeptRule{}, Where::sql),
    kept("defined_seq", &Event::defined_seq, KeptRule{}, Where::sql),
};

Event with(Event event, const EventFields& fields);
// Whether all fields that a command may set are equal.
bool same_definition(const Event& a, const Event& b);

void check(const EventFields&, FieldProblems& problems);
// Checks a whole event: its required fields, and fields that depend on each other.
void check(const Event&, FieldProblems& problems);

// A change: defines the event. Its counters stay as they are.
struct PutEvent {
  Event event;
};

}  // namespace lastseat
