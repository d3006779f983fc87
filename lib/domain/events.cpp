#include "domain/events.h"

#include <utility>

#include "domain/decision.h"
#include "domain/values/effect.h"
#include "domain/values/premise.h"

namespace lastseat {
namespace {

// Absent if the event is complete and consistent.
std::optional<Refused> invalid(const Event& event) {
  FieldProblems problems;
  check(event, problems);
  if (problems.empty()) return std::nullopt;
  return Refused{.reason = Reason::invalid_event, .problem = std::move(problems.front())};
}

}  // namespace

Decision decide(const AddEvent& command, const EventFacts& facts, const Stamp& stamp) {
  if (facts.event) return {Refused{.reason = Reason::event_exists, .event = facts.event}, {}};
  Event event = with(Event{.code = command.code}, command.fields);
  if (std::optional<Refused> refusal = invalid(event)) return {*std::move(refusal), {}};
  event.defined_seq = stamp.seq;
  return {EventAdded{event}, {PutEvent{event}}};
}

Decision decide(const ChangeEvent& command, const EventFacts& facts, const Stamp& stamp) {
  if (!facts.event) {
    return {Refused{.reason = Reason::unknown_event, .subject = command.code.text}, {}};
  }
  require(facts.event->code == command.code, "the facts are of the event that was asked for");
  if (command.unchanged_since && facts.event->defined_seq > *command.unchanged_since) {
    return {Refused{.reason = Reason::event_changed, .event = facts.event}, {}};
  }
  Event event = with(*facts.event, command.fields);
  if (std::optional<Refused> refusal = invalid(event)) return {*std::move(refusal), {}};
  if (event.capacity < event.taken) {
    return {Refused{.reason = Reason::capacity_below_taken, .event = facts.event}, {}};
  }
  if (same_definition(*facts.event, event)) return {EventChanged{event, {}}, {}};
  event.defined_seq = stamp.seq;
  Changes changes{PutEvent{event}};
  std::vector<Registration> promoted = promote(event, facts.waiting, stamp.seq);
  add_promotions(promoted, changes);
  return {EventChanged{std::move(event), std::move(promoted)}, std::move(changes)};
}

std::string effect_of(const EventAdded& outcome) {
  return "event_added " + outcome.event.code.text;
}

std::string effect_of(const EventChanged& outcome) {
  return "event_changed " + outcome.event.code.text + promotions(outcome.promoted);
}

}  // namespace lastseat
