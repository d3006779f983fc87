// Events in the database: loading the facts for their rules, and the queries of readers. One
// connection, one thread. Throws StorageError.
#pragma once

#include <vector>

#include "domain/events.h"

namespace lastseat {

class Connection;

EventFacts load(const AddEvent&, const Stamp&, Connection&);
EventFacts load(const ChangeEvent&, const Stamp&, Connection&);

struct EventList {
  Seq version = 0;            // the last command that changed an event or one of its counters
  std::vector<Event> events;  // sorted by start, then by code
};
EventList all_events(Connection&);
Seq events_version(Connection&);  // cheap: tells whether all_events() would return something new

}  // namespace lastseat
