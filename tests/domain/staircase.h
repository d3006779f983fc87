// Every ladder is tested as a staircase: the first step breaks every rule at once, each next step
// repairs the rule that was named, and at the top the command succeeds. So the order of precedence
// is tested with the rules themselves.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "domain/decision.h"
#include "support/builders.h"

namespace lastseat::test {

struct Step {
  Reason reason;
  std::function<void()> repair;
};

// Climbs; returns the outcome at the top.
inline Decision climb(const std::function<Decision()>& decide_now, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    const Decision decision = decide_now();
    REQUIRE(std::holds_alternative<Refused>(decision.outcome));
    CHECK(reason_of(decision.outcome) == step.reason);
    CHECK(decision.changes.empty());
    step.repair();
  }
  return decide_now();
}

template <class Wanted>
std::vector<Wanted> changes_of(const Decision& decision) {
  std::vector<Wanted> found;
  for (const Change& change : decision.changes) {
    if (const auto* wanted = std::get_if<Wanted>(&change)) found.push_back(*wanted);
  }
  return found;
}

inline Registration waiting_entry(Seq id, std::int64_t position) {
  return {.id = {id},
          .event = {"ROBO"},
          .ticket = "T",
          .members = {{{"W" + std::to_string(id)}, "Waiting"}},
          .status = Status::waiting,
          .position = position};
}

inline Registration seated_entry(Seq id, std::int64_t seat) {
  return {.id = {id}, .event = {"ROBO"}, .ticket = "T", .status = Status::confirmed, .seat = seat};
}

inline const Stamp kStamp = stamp(100);

}  // namespace lastseat::test
