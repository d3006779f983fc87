#include "domain/events.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"
#include "domain/values/premise.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("add event: already exists, then incomplete, then added") {
  AddEvent command{{"ROBO"}, {}};
  EventFacts facts{.event = event(1)};
  const Decision top =
      climb([&] { return decide(command, facts, kStamp); },
            {
                {Reason::event_exists, [&] { facts.event.reset(); }},
                {Reason::invalid_event, [&] { command.fields = event_fields(40); }},
            });
  CHECK(std::get<EventAdded>(top.outcome).event.defined_seq == 100);
  CHECK(std::get<EventAdded>(top.outcome).event.available() == 40);
}

TEST_CASE(
    "change event: unknown, changed in the meantime, contradictory, too small, then changed") {
  ChangeEvent command{{"ROBO"}, {.ends_at = "2027-01-22T08:00", .capacity = 1}, 3};
  EventFacts facts;
  const Decision top =
      climb([&] { return decide(command, facts, kStamp); },
            {
                {Reason::unknown_event,
                 [&] {
                   facts.event = event(5);
                   facts.event->taken = 2;
                   facts.event->defined_seq = 4;
                 }},
                {Reason::event_changed, [&] { command.unchanged_since = 4; }},
                {Reason::invalid_event, [&] { command.fields.ends_at = "2027-01-22T12:00"; }},
                {Reason::capacity_below_taken, [&] { command.fields.capacity = 2; }},
            });
  CHECK(std::get<EventChanged>(top.outcome).event.capacity == 2);
  CHECK(std::get<EventChanged>(top.outcome).event.defined_seq == 100);
}

TEST_CASE("change event: more seats promote the waiting list from its head, in the same commit") {
  ChangeEvent command{{"ROBO"}, {.capacity = 4}, {}};
  EventFacts facts{.event = event(2),
                   .waiting = {.heads = {waiting_entry(8, 1), waiting_entry(9, 2)}}};
  facts.event->taken = 2;
  facts.event->waiting = 3;
  const Decision decision = decide(command, facts, kStamp);
  const auto& changed = std::get<EventChanged>(decision.outcome);
  REQUIRE(changed.promoted.size() == 2);
  CHECK(changed.promoted[0].id.value == 8);
  CHECK(changed.promoted[0].seat == 3);
  CHECK(changed.promoted[1].id.value == 9);
  CHECK(changed.promoted[1].seat == 4);
  CHECK(changed.event.taken == 4);
  CHECK(changed.event.waiting == 1);
  CHECK(changes_of<Promote>(decision).size() == 2);
}

TEST_CASE("change event: promotions take the seats given back first") {
  ChangeEvent command{{"ROBO"}, {.capacity = 4}, {}};
  EventFacts facts{.event = event(2),
                   .waiting = {.heads = {waiting_entry(8, 1), waiting_entry(9, 2)}}};
  facts.event->taken = 2;
  facts.event->waiting = 2;
  facts.waiting.free_seats = {1};  // 2 and 3 are taken: the event was larger before
  const Decision decision = decide(command, facts, kStamp);
  const auto& promoted = std::get<EventChanged>(decision.outcome).promoted;
  REQUIRE(promoted.size() == 2);
  CHECK(promoted[0].seat == 1);
  CHECK(promoted[1].seat == 4);
}

TEST_CASE("change event: a change that changes nothing leaves the version as it was") {
  const Decision decision =
      decide(ChangeEvent{{"ROBO"}, {.capacity = 5}, {}}, EventFacts{.event = event(5)}, kStamp);
  CHECK(std::get<EventChanged>(decision.outcome).event.defined_seq == 1);
  CHECK(decision.changes.empty());
}

TEST_CASE("change event: heads that were not loaded are a bug: no seat stays free unseen") {
  EventFacts facts{.event = event(2)};
  facts.event->taken = 2;
  facts.event->waiting = 1;
  CHECK_THROWS_AS(decide(ChangeEvent{{"ROBO"}, {.capacity = 3}, {}}, facts, kStamp), BrokenPremise);
}
