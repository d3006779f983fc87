#include "http/refusals.h"

#include <doctest/doctest.h>

#include <string>

using namespace lastseat;
using http::explain;

namespace {

Event robo() { return {.code = {"ROBO"}, .title = "Robo Race", .capacity = 40, .taken = 40}; }

Registration entry() {
  return {.id = {7},
          .event = {"ROBO"},
          .ticket = "7-ABC",
          .members = {{{"A1"}, "Asha"}, {{"A2"}, "Bina"}},
          .seat = 3};
}

Registration waiting() {
  Registration registration = entry();
  registration.status = Status::waiting;
  registration.position = 2;
  return registration;
}

// Title and detail in one line.
std::string said(const Refused& refused) {
  const Explanation explanation = explain(refused);
  return explanation.title + " | " + explanation.detail;
}

}  // namespace

TEST_CASE("refusals: what is not there is named") {
  CHECK(said({.reason = Reason::unknown_event, .subject = "ROBO"}) ==
        "No such event | There is no event with the code ROBO.");
  CHECK(said({.reason = Reason::unknown_student, .subject = "A1"}) ==
        "No such student | There is no student with the roll A1. Enter the name to register this "
        "student.");
  CHECK(said({.reason = Reason::unknown_registration, .subject = "7"}) ==
        "No such registration | There is no registration 7.");
  CHECK(said({.reason = Reason::unknown_ticket, .subject = "7-ABC"}) ==
        "No such ticket | There is no ticket 7-ABC. Check the spelling, or search for the roll.");
}

TEST_CASE("refusals: a team of the wrong size is told the right one") {
  Event event = robo();
  CHECK(said({.reason = Reason::team_size, .event = event}) ==
        "Robo Race is for one student each | Register each student separately.");
  event.team_min = event.team_max = 4;
  CHECK(said({.reason = Reason::team_size, .event = event}) ==
        "Robo Race is for teams of 4 | An entry takes 4 students. Add or remove members.");
  event.team_min = 2;
  CHECK(said({.reason = Reason::team_size, .event = event}) ==
        "Robo Race is for teams of 2 to 4 | An entry takes 2 to 4 students. Add or remove "
        "members.");
}

TEST_CASE("refusals: who is in already is told the seat, or the place in line") {
  CHECK(said({.reason = Reason::already_registered, .event = robo(), .registration = entry()}) ==
        "Already in Robo Race | A1 and A2 have seat 3, ticket 7-ABC.");
  CHECK(said({.reason = Reason::already_registered,
              .subject = "A1",
              .event = robo(),
              .registration = entry()}) == "Already in Robo Race | A1 has seat 3, ticket 7-ABC.");
  CHECK(said({.reason = Reason::already_registered, .event = robo(), .registration = waiting()}) ==
        "Already in Robo Race | A1 and A2 are waiting at position 2, ticket 7-ABC.");
}

TEST_CASE("refusals: the fest's own limits are named") {
  CHECK(said({.reason = Reason::event_closed, .event = robo()}) ==
        "Robo Race is closed | Robo Race takes no entries now.");
  CHECK(said({.reason = Reason::time_clash, .event = robo(), .clashes = {{"LINE"}, {"QUIZ"}}}) ==
        "At the same time as LINE and QUIZ | This fest allows one event at a time. Cancel LINE and "
        "QUIZ first.");
  CHECK(said({.reason = Reason::limit_reached, .subject = "A1", .event = robo(), .limit = 1}) ==
        "No more events for this student | A1 has 1 entry, as many as this fest allows. Cancel one "
        "first.");
}

TEST_CASE("refusals: a full event says whether there is a waiting list with room") {
  const auto detail = [](std::int64_t waiting, std::optional<std::int64_t> limit) {
    Event event = robo();
    event.waiting = waiting;
    return explain({.reason = Reason::event_full, .event = event, .limit = limit}).detail;
  };
  CHECK(detail(0, {}) == "Robo Race is full (40 of 40). The waiting list is open.");
  CHECK(detail(3, 4) == "Robo Race is full (40 of 40). 3 waiting. The waiting list is open.");
  CHECK(detail(4, 4) ==
        "Robo Race is full (40 of 40). 4 waiting. The waiting list is full (4 of 4).");
  CHECK(detail(0, 0) == "Robo Race is full (40 of 40). There is no waiting list.");
  CHECK(said({.reason = Reason::waitlist_full, .event = robo(), .limit = 5}) ==
        "The waiting list of Robo Race is full | Robo Race is full, and so is its waiting list of "
        "5. Choose another event.");
}

TEST_CASE("refusals: a ticket that opens no door says why") {
  CHECK(said({.reason = Reason::not_confirmed, .registration = waiting()}) ==
        "On the waiting list | Ticket 7-ABC is waiting at position 2. It has no seat yet.");
  Registration cancelled = entry();
  cancelled.status = Status::cancelled;
  CHECK(said({.reason = Reason::not_confirmed, .registration = cancelled}) ==
        "This ticket was cancelled | Ticket 7-ABC was cancelled.");
  CHECK(said({.reason = Reason::already_cancelled, .registration = cancelled}) ==
        "Already cancelled | Ticket 7-ABC is already cancelled.");
  const Registration inside = entry();
  CHECK(said({.reason = Reason::already_checked_in, .registration = inside}) ==
        "Already checked in | Ticket 7-ABC is already checked in.");
  CHECK(said({.reason = Reason::already_checked_in, .registration = inside, .desk = "north"}) ==
        "Already checked in | Ticket 7-ABC was already checked in at north.");
  CHECK(said({.reason = Reason::not_checked_in, .registration = entry()}) ==
        "Not checked in | Ticket 7-ABC has no check-in to undo.");
}

TEST_CASE("refusals: an event that cannot be made or changed says what stands in the way") {
  CHECK(said({.reason = Reason::event_exists, .event = robo()}) ==
        "The code is in use | There is already an event with the code ROBO. Change that one, or "
        "use another code.");
  CHECK(said({.reason = Reason::event_changed, .event = robo()}) ==
        "Changed by somebody else | Robo Race was changed since you loaded it. Load it again and "
        "retry.");
  CHECK(said({.reason = Reason::invalid_event,
              .problem = FieldProblem{"ends_at", Message{"event.ends_before_start"}}}) ==
        "The event is not valid | ends_at must be after starts_at.");
  CHECK(said({.reason = Reason::capacity_below_taken, .event = robo()}) ==
        "Fewer seats than are taken | 40 seats of Robo Race are taken. Cancel entries first, or "
        "keep more seats.");
}

TEST_CASE("refusals: a refused file says how many errors it has") {
  const auto refused = [](std::vector<InvalidRow> rows) {
    return explain({.reason = Reason::invalid_rows, .report = ImportReport{.invalid = rows}});
  };
  const InvalidRow row{3, "capacity", "must be 1 to 9"};
  CHECK(refused({row}).title == "1 error in the file");
  CHECK(refused({row, row}).title == "2 errors in the file");
  CHECK(refused({row}).detail ==
        "Nothing was imported. Correct what is listed, and import the file again.");
}

TEST_CASE("refusals: every reason has its sentences, also where nothing else is known") {
  for (int i = 0; i <= static_cast<int>(Reason::invalid_rows); ++i) {
    const auto reason = static_cast<Reason>(i);
    for (const Refused& refused : {Refused{.reason = reason}, Refused{.reason = reason,
                                                              .subject = "X",
                                                              .event = robo(),
                                                              .registration = entry(),
                                                              .clashes = {{"LINE"}},
                                                              .limit = 3,
                                                              .report = ImportReport{}}}) {
      const std::string text = said(refused);
      INFO(text);
      CHECK(text.find(" | ") > 0);
      CHECK(text.back() == '.');
      for (const char* trace : {"{", "}", "_", ".title", ".detail"}) {
        CHECK(text.find(trace) == std::string::npos);
      }
    }
  }
}
