#include "store/values/event.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + event_columns() + " FROM events WHERE code_key = ?");
const Sql kAny("SELECT 1 FROM events LIMIT 1");
const Sql kPut(columns::upsert("events", "code_key", kEventFields, {"defined_seq", "seq"}));

}  // namespace

std::string event_columns() { return columns::list("events", kEventFields); }

Event event_of(const Row& row, int column) {
  return columns::read<Event>(row, kEventFields, column);
}

std::optional<Event> find_event(Connection& connection, const EventCode& code) {
  return connection.first(
      kFind, [](const Row& row) { return event_of(row); }, code.key);
}

bool has_events(Connection& connection) {
  return connection.first(kAny, [](const Row& row) { return row.integer(0); }).has_value();
}

void apply(const PutEvent& change, const Stamp& stamp, Connection& connection) {
  connection.run_bound(kPut, [&](auto&& bind) {
    bind(change.event.code.key);
    columns::bind_settable(kEventFields, change.event, bind);
    bind(change.event.defined_seq);
    bind(stamp.seq);
  });
}

}  // namespace lastseat
