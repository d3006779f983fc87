// Who gets a seat: free seats, full events, and promotion from the waiting list. Seats are given
// only by these functions. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/registration.h"

namespace lastseat {

// Seat numbers that were given back, ascending; no more than are needed.
using FreeSeats = std::vector<std::int64_t>;

// The first entries of an event's waiting list, and seats for them. promote() relies on this: there
// are as many heads as the event can seat, or all who wait; and as many free seats as heads, or all
// that were given back.
struct WaitingFacts {
  std::vector<Registration> heads = {};  // in the order of the list
  FreeSeats free_seats = {};
};

// An event to be added or changed, and who is promoted if it grows.
struct EventFacts {
  std::optional<Event> event = {};  // absent: there is no such event
  WaitingFacts waiting = {};
};

// A change: the entry moves from the waiting list to a seat.
struct Promote {
  RegistrationId id;
  std::int64_t seat = 0;
};

// Also true while anyone waits: nobody is seated before them.
bool is_full(const Event&);

// The i-th free seat, counted from 0.
std::int64_t free_seat(const Event&, const FreeSeats&, std::size_t i);

// Updates the event's counters for a seat given by command `seq`.
void take_seat(Event&, Seq seq);

void give_seat(Registration&, std::int64_t seat);

// Seats waiting entries, in order, while there are seats, and updates the counters of `event`.
// Returns the entries as they are afterwards. The caller adds a Promote for each of them.
std::vector<Registration> promote(Event& event, const WaitingFacts&, Seq seq);

}  // namespace lastseat
