// Events in the database. One connection, one thread.
#pragma once

#include <optional>

#include "domain/values/event.h"
#include "domain/values/stamp.h"

namespace lastseat {

class Connection;
class Row;

// "events.id, …": the columns that event_of() expects, from this one on.
std::string event_columns();
Event event_of(const Row&, int column = 0);

std::optional<Event> find_event(Connection&, const EventCode&);
bool has_events(Connection&);  // whether there is at least one

void apply(const PutEvent&, const Stamp&, Connection&);

}  // namespace lastseat
