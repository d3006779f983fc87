#include "store/events.h"

#include "store/sqlite/connection.h"
#include "store/values/event.h"
#include "store/values/seats.h"

namespace lastseat {
namespace {

const Sql kAll("SELECT " + event_columns() + " FROM events ORDER BY starts_at, code_key");
const Sql kVersion("SELECT coalesce(max(seq), 0) FROM events");

}  // namespace

EventFacts load(const AddEvent& command, const Stamp&, Connection& connection) {
  return {.event = find_event(connection, command.code)};
}

EventFacts load(const ChangeEvent& command, const Stamp&, Connection& connection) {
  return event_facts(connection, command.code, command.fields);
}

EventList all_events(Connection& connection) {
  EventList list{.version = events_version(connection), .events = {}};
  connection.each(kAll, [&](const Row& row) { list.events.push_back(event_of(row)); });
  return list;
}

Seq events_version(Connection& connection) {
  return *connection.first(kVersion, [](const Row& row) { return row.integer(0); });
}

}  // namespace lastseat
