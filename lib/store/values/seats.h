// Free seats and waiting lists in the database. Private to the store; one connection, one thread.
#pragma once

#include <cstdint>
#include <vector>

#include "domain/values/seats.h"
#include "domain/values/stamp.h"

namespace lastseat {

class Connection;

// The first entries of an event's waiting list, complete; at most `most`.
std::vector<Registration> first_waiting(Connection&, const EventCode&, std::int64_t most);

// The lowest seats that were given back and not given again; at most `most`.
FreeSeats free_seats(Connection&, const EventCode&, std::int64_t most);

// The event; and if someone waits, those who can be seated once it has these `fields`.
EventFacts event_facts(Connection&, const EventCode&, const EventFields& fields);

void apply(const Promote&, const Stamp&, Connection&);

}  // namespace lastseat
