#include "domain/registrations.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"
#include "domain/values/premise.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

RegisterFacts facts_of(const Event& event, const Student& student) {
  return {.event = event, .members = {{.student = student}}};
}

}  // namespace

TEST_CASE(
    "register: the answer is the first reason in the order of precedence, and at the top a seat") {
  Register command{{"ROBO"}, {{"A1"}, {"A2"}}, "Team", {}, false};
  Event robo = event(2);
  robo.state = EventState::closed;
  robo.taken = 2;
  Event line = robo;
  line.code = {"LINE"};
  RegisterFacts facts;
  facts.fest = {TimeClash::refuse, 1, 0};

  const Decision top =
      climb([&] { return decide(command, facts, kStamp); },
            {
                {Reason::unknown_event,
                 [&] {
                   facts.event = robo;
                   facts.members = {{.student = std::nullopt, .entered = {line}},
                                    {.student = student("A2"), .entered = {}}};
                   facts.existing = seated_entry(7, 1);
                 }},
                {Reason::unknown_student, [&] { facts.members[0].student = student("A1"); }},
                {Reason::event_closed, [&] { facts.event->state = EventState::open; }},
                {Reason::team_size, [&] { facts.event->team_max = 2; }},
                {Reason::already_registered, [&] { facts.existing.reset(); }},
                {Reason::time_clash, [&] { facts.fest.time_clash = TimeClash::warn; }},
                {Reason::limit_reached, [&] { facts.fest.entry_limit = 2; }},
                {Reason::event_full, [&] { command.waitlist = true; }},
                {Reason::waitlist_full, [&] { facts.event->capacity = 3; }},
            });

  const auto& confirmed = std::get<Confirmed>(top.outcome);
  CHECK(confirmed.registration.seat == 3);
  CHECK(confirmed.registration.seq == 100);
  CHECK(confirmed.registration.members.size() == 2);
  CHECK(confirmed.event.taken == 3);
  CHECK(confirmed.event.last_seat_seq == 100);
  CHECK(confirmed.clashes == std::vector<EventCode>{{"LINE"}});
}

TEST_CASE("register: an unknown student without walk-in details is refused by name") {
  const Decision decision = decide(Register{{"ROBO"}, {{"A1"}}, "", {}, false},
                                   {.event = event(1), .members = {{}}}, kStamp);
  CHECK(reason_of(decision.outcome) == Reason::unknown_student);
  CHECK(std::get<Refused>(decision.outcome).subject == "A1");
}

TEST_CASE("register: a walk-in is created in the same commit as the seat") {
  const Decision decision =
      decide(register_new("ROBO", "A1"), {.event = event(1), .members = {{}}}, kStamp);
  REQUIRE(std::holds_alternative<Confirmed>(decision.outcome));
  REQUIRE(changes_of<PutStudentRecord>(decision).size() == 1);
  CHECK(changes_of<PutStudentRecord>(decision)[0].student == student("A1"));
  CHECK(changes_of<AddRegistration>(decision).size() == 1);
}

TEST_CASE("register: a walk-in fills the blanks of a known student and overwrites nothing") {
  Student known = student("A1");
  known.name = "Asha Rao";
  Register command = register_new("ROBO", "a1");
  command.walk_ins[0].name = "Someone Else";
  command.walk_ins[0].phone = "123";
  const Decision decision = decide(command, facts_of(event(1), known), kStamp);
  REQUIRE(changes_of<PutStudentRecord>(decision).size() == 1);
  const Student kept = changes_of<PutStudentRecord>(decision)[0].student;
  CHECK(kept.name == "Asha Rao");
  CHECK(kept.phone == "123");
  CHECK(kept.roll.text == "A1");
}

TEST_CASE("register: a known student is not written again") {
  const Decision decision = decide(Register{{"ROBO"}, {{"A1"}}, "", {}, false},
                                   facts_of(event(1), student("A1")), kStamp);
  CHECK(std::holds_alternative<Confirmed>(decision.outcome));
  CHECK(changes_of<PutStudentRecord>(decision).empty());
}

TEST_CASE("register: the last seat is given, and the next student is told who got it") {
  Event robo = event(2);
  robo.taken = 1;
  RegisterFacts facts = facts_of(robo, student("A1"));
  const Register command{{"ROBO"}, {{"A1"}}, "", {}, false};
  CHECK(std::get<Confirmed>(decide(command, facts, kStamp).outcome).registration.seat == 2);

  facts.event->taken = 2;
  facts.last_seat = LastSeat{41, 1234, "gate"};
  const Decision full = decide(command, facts, kStamp);
  CHECK(reason_of(full.outcome) == Reason::event_full);
  CHECK(std::get<Refused>(full.outcome).last_seat->seq == 41);
  CHECK_FALSE(std::get<Refused>(full.outcome).limit);
  facts.fest.waitlist_limit = 0;  // the desk must not offer it
  CHECK(std::get<Refused>(decide(command, facts, kStamp).outcome).limit == 0);
}

TEST_CASE("register: nobody overtakes a waiting entry, even when a seat is free") {
  Event robo = event(2);
  robo.waiting = 1;
  RegisterFacts facts = facts_of(robo, student("A1"));
  Register command{{"ROBO"}, {{"A1"}}, "", {}, false};
  CHECK(reason_of(decide(command, facts, kStamp).outcome) == Reason::event_full);
  command.waitlist = true;
  const Decision waits = decide(command, facts, kStamp);
  CHECK(std::get<Waitlisted>(waits.outcome).registration.position == 2);
  CHECK(std::get<Waitlisted>(waits.outcome).event.waiting == 2);
}

TEST_CASE("register: with waitlist set, a free seat is given while there is one") {
  const Decision decision =
      decide(Register{{"ROBO"}, {{"A1"}}, "", {}, true}, facts_of(event(1), student("A1")), kStamp);
  CHECK(std::get<Confirmed>(decision.outcome).registration.seat == 1);
}

TEST_CASE("register: a seat that was given back is given first") {
  Event robo = event(5);
  robo.taken = 3;
  RegisterFacts facts = facts_of(robo, student("A1"));
  facts.free_seats = {2};
  const Decision decision = decide(Register{{"ROBO"}, {{"A1"}}, "", {}, false}, facts, kStamp);
  CHECK(std::get<Confirmed>(decision.outcome).registration.seat == 2);
}

TEST_CASE("register: an event that only touches another in time does not clash with it") {
  Event later = event(5);
  later.code = {"LATE"};
  later.starts_at = "2027-01-22T10:00";
  later.ends_at = "2027-01-22T11:00";
  RegisterFacts facts = facts_of(event(1), student("A1"));
  facts.members[0].entered = {later};
  const Register command{{"ROBO"}, {{"A1"}}, "", {}, false};
  CHECK(std::get<Confirmed>(decide(command, facts, kStamp).outcome).clashes.empty());
  facts.members[0].entered[0].starts_at = "2027-01-22T09:59";
  CHECK(std::get<Confirmed>(decide(command, facts, kStamp).outcome).clashes.size() == 1);
}

TEST_CASE("cancel: unknown, then already cancelled, then done") {
  CancelFacts facts;
  const Decision top = climb(
      [&] { return decide(Cancel{{7}}, facts, kStamp); },
      {
          {Reason::unknown_registration,
           [&] {
             facts.event = event(2);
             facts.event->taken = 1;
             facts.registration = seated_entry(7, 1);
             facts.registration->status = Status::cancelled;
           }},
          {Reason::already_cancelled, [&] { facts.registration->status = Status::confirmed; }},
      });
  const auto& cancelled = std::get<Cancelled>(top.outcome);
  CHECK(cancelled.registration.status == Status::cancelled);
  CHECK(cancelled.promoted.empty());
  CHECK(cancelled.event.taken == 0);
}

TEST_CASE(
    "cancel: with another ticket, there is no such registration; typed freely, it is the same") {
  CancelFacts facts{.registration = seated_entry(7, 1), .event = event(2)};
  facts.event->taken = 1;
  facts.registration->ticket = "7-0AB1CD";
  const auto decided = [&](const std::string& ticket) {
    return decide(Cancel{{7}, ticket}, facts, kStamp);
  };
  for (const char* other : {"7-0AB1CE", "8-0AB1CD", "7", ""}) {
    const Decision decision = decided(other);
    const auto& refused = std::get<Refused>(decision.outcome);
    CHECK(refused.reason == Reason::unknown_registration);
    CHECK(refused.subject == "7");
    CHECK(decision.changes.empty());
  }
  CHECK(std::holds_alternative<Cancelled>(decided("7-0AB1CD").outcome));
  CHECK(std::holds_alternative<Cancelled>(decided("7-oab1cd").outcome));
  facts.registration->status = Status::cancelled;
  CHECK(std::get<Refused>(decided("7-0AB1CE").outcome).reason == Reason::unknown_registration);
  CHECK(std::get<Refused>(decided("7-0AB1CD").outcome).reason == Reason::already_cancelled);
}

TEST_CASE("cancel: the head of the waiting list gets the seat in the same commit") {
  CancelFacts facts{.registration = seated_entry(7, 3), .event = event(3)};
  facts.event->taken = 3;
  facts.event->waiting = 2;
  facts.head = waiting_entry(9, 1);
  const Decision decision = decide(Cancel{{7}}, facts, kStamp);
  const auto& cancelled = std::get<Cancelled>(decision.outcome);
  REQUIRE(cancelled.promoted.size() == 1);
  CHECK(cancelled.promoted[0].id.value == 9);
  CHECK(cancelled.promoted[0].seat == 3);
  CHECK(cancelled.promoted[0].status == Status::confirmed);
  CHECK(cancelled.promoted[0].position == 0);
  CHECK(cancelled.event.taken == 3);
  CHECK(cancelled.event.waiting == 1);
  REQUIRE(changes_of<Promote>(decision).size() == 1);
  CHECK(changes_of<Promote>(decision)[0].seat == 3);
}

TEST_CASE("cancel: an entry that only waited frees no seat and promotes nobody") {
  CancelFacts facts{.registration = waiting_entry(9, 1), .event = event(1)};
  facts.event->taken = 1;
  facts.event->waiting = 2;
  const Decision decision = decide(Cancel{{9}}, facts, kStamp);
  CHECK(std::get<Cancelled>(decision.outcome).event.taken == 1);
  CHECK(std::get<Cancelled>(decision.outcome).event.waiting == 1);
  CHECK(changes_of<Promote>(decision).empty());
}

TEST_CASE("register: facts that are not those of the command are a bug, never an answer") {
  const Register command{{"ROBO"}, {{"A1"}, {"A2"}}, "", {}, false};
  CHECK_THROWS_AS(decide(command, facts_of(event(1), student("A1")), kStamp), BrokenPremise);
  Event other = event(1);
  other.code = {"LINE"};
  CHECK_THROWS_AS(
      decide(Register{{"ROBO"}, {{"A1"}}, "", {}, false}, facts_of(other, student("A1")), kStamp),
      BrokenPremise);
}
