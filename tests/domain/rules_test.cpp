// Every ladder is tested as a staircase: the first step breaks every rule at once, each next step
// mends the rule that was named, and at the top the command succeeds. So the order of precedence is
// tested with the rules themselves.
#include "domain/rules.h"

#include <doctest/doctest.h>

#include <functional>

#include "support/builders.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

struct Step {
  Reason reason;
  std::function<void()> mend;
};

// Climbs; returns what the command gives at the top.
Decision climb(const std::function<Decision()>& decide_now, const std::vector<Step>& steps) {
  for (const Step& step : steps) {
    const Decision decision = decide_now();
    REQUIRE(std::holds_alternative<Refused>(decision.outcome));
    CHECK(reason_of(decision.outcome) == step.reason);
    CHECK(decision.changes.empty());
    step.mend();
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

Registration waiting_entry(Seq id, std::int64_t position) {
  return {.id = {id},
          .event = {"ROBO"},
          .ticket = "T",
          .members = {{{"W" + std::to_string(id)}, "Waiting"}},
          .status = Status::waiting,
          .position = position};
}

Registration seated_entry(Seq id, std::int64_t seat) {
  return {.id = {id}, .event = {"ROBO"}, .ticket = "T", .status = Status::confirmed, .seat = seat};
}

RegisterFacts facts_of(const Event& event, const Student& student) {
  return {.event = event, .members = {{.student = student}}};
}

const Stamp kStamp = stamp(100);

}  // namespace

TEST_CASE(
    "register: the first reason in the order of precedence is the answer, and at the top a seat") {
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
  CHECK(confirmed.registration.id.value == 100);
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

TEST_CASE("register: the last seat is given, and the next one is refused with who got it") {
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
  facts.fest.waitlist_limit = 0;  // the desk must not offer what there is not
  CHECK(std::get<Refused>(decide(command, facts, kStamp).outcome).limit == 0);
}

TEST_CASE("register: nobody walks past a waiting entry, even when a seat is free") {
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

TEST_CASE("register: asking for the waiting list takes a seat while there is one") {
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

TEST_CASE("cancel: unknown, then cancelled already, then done") {
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

TEST_CASE("check in: unknown ticket, then not confirmed, then in already, then in") {
  TicketFacts facts;
  const Decision top =
      climb([&] { return decide(CheckIn{"T"}, facts, kStamp); },
            {
                {Reason::unknown_ticket,
                 [&] {
                   facts.registration = waiting_entry(7, 1);
                   facts.registration->checked_in_at_ms = 5;
                 }},
                {Reason::not_confirmed, [&] { facts.registration->status = Status::confirmed; }},
                {Reason::already_checked_in, [&] { facts.registration->checked_in_at_ms = 0; }},
            });
  CHECK(std::get<CheckedIn>(top.outcome).registration.checked_in_at_ms == kStamp.at_ms);
  CHECK(std::get<CheckedIn>(top.outcome).registration.checked_in_desk == "desk");
  CHECK(changes_of<MarkCheckedIn>(top).size() == 1);
}

TEST_CASE("undo of a check-in: unknown ticket, then not in, then undone") {
  TicketFacts facts;
  const Decision top =
      climb([&] { return decide(UndoCheckIn{"T"}, facts, kStamp); },
            {
                {Reason::unknown_ticket, [&] { facts.registration = seated_entry(7, 1); }},
                {Reason::not_checked_in, [&] { facts.registration->checked_in_at_ms = 5; }},
            });
  CHECK(std::get<CheckInUndone>(top.outcome).registration.checked_in_at_ms == 0);
  CHECK(changes_of<ClearCheckIn>(top).size() == 1);
}

TEST_CASE("add event: exists already, then incomplete, then added") {
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

TEST_CASE("change event: unknown, changed meanwhile, contradictory, too small, then changed") {
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
  EventFacts facts{.event = event(2), .heads = {waiting_entry(8, 1), waiting_entry(9, 2)}};
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
  EventFacts facts{.event = event(2), .heads = {waiting_entry(8, 1), waiting_entry(9, 2)}};
  facts.event->taken = 2;
  facts.event->waiting = 2;
  facts.free_seats = {1};  // live are 2 and 3: the event was larger once
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

TEST_CASE("put student: the whole record is replaced, under the roll as first written") {
  Student newer = student("a1");
  newer.name = "New Name";
  newer.email = "";
  const Decision decision = decide(PutStudent{newer}, {student("A1")}, kStamp);
  REQUIRE(changes_of<PutStudentRecord>(decision).size() == 1);
  CHECK(changes_of<PutStudentRecord>(decision)[0].student.roll.text == "A1");
  CHECK(changes_of<PutStudentRecord>(decision)[0].student.email.empty());
  CHECK(std::holds_alternative<StudentAdded>(decide(PutStudent{newer}, {}, kStamp).outcome));
}

TEST_CASE(
    "import students: new, updated and unchanged are counted, a blank cell keeps what is there") {
  Student changed = student("B2");
  changed.email = "";
  changed.phone = "77";
  const ImportStudents command{{{2, student("A1")}, {3, changed}, {4, student("C3")}},
                               {"shoe size"}};
  const ImportStudentsFacts facts{{{}, {student("B2")}, {student("C3")}}};
  const Decision decision = decide(command, facts, kStamp);
  const ImportReport& report = std::get<Imported>(decision.outcome).report;
  CHECK(report.rows == 3);
  CHECK(report.added == 1);
  CHECK(report.updated == 1);
  CHECK(report.unchanged == 1);
  CHECK(report.ignored_columns == std::vector<std::string>{"shoe size"});
  const auto written = changes_of<PutStudentRecord>(decision);
  REQUIRE(written.size() == 2);
  CHECK(written[1].student.email == "B2@example.edu");
  CHECK(written[1].student.phone == "77");
}

TEST_CASE("import students: the same roll twice, in any case, refuses the whole file") {
  const ImportStudents command{{{2, student("A1")}, {3, student("a1")}}, {}};
  const Decision decision = decide(command, ImportStudentsFacts{{{}, {}}}, kStamp);
  CHECK(reason_of(decision.outcome) == Reason::invalid_rows);
  CHECK(decision.changes.empty());
  const ImportReport& report = *std::get<Refused>(decision.outcome).report;
  REQUIRE(report.invalid.size() == 1);
  CHECK(report.invalid[0].line == 3);
  CHECK(report.invalid[0].column == "roll");
}

TEST_CASE(
    "import events: a capacity under what is taken is named with its row, and nothing is applied") {
  Event busy = event(40);
  busy.taken = 30;
  const ImportEvents command{{{2, {"NEW"}, event_fields(5)}, {3, {"ROBO"}, {.capacity = 20}}}, {}};
  const Decision decision = decide(command, ImportEventsFacts{{{}, {.event = busy}}}, kStamp);
  CHECK(reason_of(decision.outcome) == Reason::invalid_rows);
  CHECK(decision.changes.empty());
  const ImportReport& report = *std::get<Refused>(decision.outcome).report;
  REQUIRE(report.invalid.size() == 1);
  CHECK(report.invalid[0].line == 3);
  CHECK(report.invalid[0].column == "capacity");
}

TEST_CASE("import events: more seats promote the waiting list as every other change does") {
  EventFacts facts{.event = event(1), .heads = {waiting_entry(8, 1)}};
  facts.event->taken = 1;
  facts.event->waiting = 1;
  const ImportEvents command{{{2, {"ROBO"}, {.capacity = 2}}}, {}};
  const Decision decision = decide(command, ImportEventsFacts{{facts}}, kStamp);
  CHECK(std::get<Imported>(decision.outcome).report.updated == 1);
  REQUIRE(changes_of<Promote>(decision).size() == 1);
  CHECK(changes_of<Promote>(decision)[0].seat == 2);
}

TEST_CASE("change fest: what is left out stays, and a limit can be taken away") {
  const FestFacts facts{{TimeClash::refuse, 3, 5}};
  const std::optional<std::int64_t> none;
  const Decision decision = decide(ChangeFest{{.entry_limit = none}}, facts, kStamp);
  const Fest fest = std::get<FestChanged>(decision.outcome).fest;
  CHECK(fest.time_clash == TimeClash::refuse);
  CHECK_FALSE(fest.entry_limit.has_value());
  CHECK(fest.waitlist_limit == 5);
}

TEST_CASE("a ticket names its registration, and a mistyped one is mended") {
  Stamp made = stamp(123456);
  made.random = 0x2F0F0F0F;
  const std::string ticket = ticket_for(made);
  CHECK(registration_of(ticket).value == 123456);
  CHECK(canonical_ticket("3oil-abc") == "3011-ABC");
  CHECK(registration_of("").value == 0);
  CHECK(registration_of("!!").value == 0);
  CHECK(registration_of("ZZZZZZZZZZZZZZZZZZZZ-1").value == 0);
  Stamp other = made;
  other.random = 1;
  CHECK(ticket_for(other) != ticket);
}
