// Who gets a seat: the free one, the full event, and the head of the waiting list. These are the
// only places that give a seat. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/registration.h"

namespace lastseat {

// Seat numbers that were given back, ascending; only as many as may be needed.
using FreeSeats = std::vector<std::int64_t>;

// The head of an event's waiting list, and seats for it. What promote() relies on: as many heads
// as the event can seat, or all who wait, and as many free seats as heads if there are so many.
struct WaitingFacts {
  std::vector<Registration> heads = {};  // in the order of the list
  FreeSeats free_seats = {};
};

// An event that may be added or changed, with those who are promoted if it grows.
struct EventFacts {
  std::optional<Event> event = {};  // absent: there is no such event
  WaitingFacts waiting = {};
};

// A change: from the waiting list to a seat.
struct Promote {
  RegistrationId id;
  std::int64_t seat = 0;
};

// While anyone waits, nobody is seated before them.
bool is_full(const Event&);

// The i-th free seat, counted from 0.
std::int64_t free_seat(const Event&, const FreeSeats&, std::size_t i);

// Counts a seat that command `seq` gives.
void take_seat(Event&, Seq seq);

Registration seated(Registration, std::int64_t seat);

// Seats the head of the waiting list while there are seats; `event` counts along. Returns them as
// they are afterwards: a Promote for each is to be applied.
std::vector<Registration> promote(Event& event, const WaitingFacts&, Seq seq);

}  // namespace lastseat
