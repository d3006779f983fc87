#include "domain/checkins.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("check in: unknown ticket, then not confirmed, then already checked in, then done") {
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

TEST_CASE("undo of a check-in: unknown ticket, then not checked in, then undone") {
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
