// Events in the database. One connection, one thread.
#pragma once

#include <optional>

#include "domain/values/event.h"
#include "domain/values/stamp.h"

namespace lastseat {

class Connection;
class Row;

// "events.code, …": the columns that event_of() expects.
std::string event_columns();
Event event_of(const Row&);

std::optional<Event> find_event(Connection&, const EventCode&);
bool has_events(Connection&);  // whether there is at least one

void apply(const PutEvent&, const Stamp&, Connection&);

}  // namespace lastseat
