// Complete, ordinary values for tests; a test changes only the part that it is about.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "domain/command.h"
#include "domain/outcome.h"

namespace lastseat::test {

// An open event for single students, from nine to ten.
inline EventFields event_fields(std::int64_t capacity) {
  return {.title = "Robo Race",
          .category = "Robotics",
          .venue = "Open Air Theatre",
          .starts_at = "2027-01-22T09:00",
          .ends_at = "2027-01-22T10:00",
          .capacity = capacity,
          .fee_minor = 30000,
          .team_min = 1,
          .team_max = 1,
          .state = EventState::open};
}

inline Event event(std::int64_t capacity) {
  return with(Event{.code = {"ROBO"}, .defined_seq = 1}, event_fields(capacity));
}

inline Student student(const std::string& roll) {
  return {{roll}, "Student " + roll, roll + "@example.edu", "", "", 2};
}

inline AddEvent add_event(const std::string& code, std::int64_t capacity) {
  return {{code}, event_fields(capacity)};
}

// A walk-in: the same command creates the student.
inline Register register_new(const std::string& event, const std::string& roll,
                             bool waitlist = false) {
  return {{event}, {{roll}}, "", {student(roll)}, waitlist};
}

inline Stamp stamp(Seq seq) {
  return {.seq = seq, .at_ms = 1'800'000'000'000 + seq, .random = 0, .desk = "desk", .who = ""};
}

// The reason of a refusal; the test fails if the outcome is not a refusal.
inline Reason reason_of(const Outcome& outcome) { return std::get<Refused>(outcome).reason; }

}  // namespace lastseat::test
