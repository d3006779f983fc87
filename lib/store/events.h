// Events in the database: the facts that their rules need, and the questions of readers. One
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
  std::vector<Event> events;  // by start, then code
};
EventList all_events(Connection&);
Seq events_version(Connection&);  // cheap: whether all_events() would answer something new

}  // namespace lastseat
