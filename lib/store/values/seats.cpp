#include "store/values/seats.h"

#include <algorithm>

#include "store/sqlite/connection.h"
#include "store/values/event.h"
#include "store/values/registration.h"

namespace lastseat {
namespace {

const Sql kWaiting("SELECT " + registration_columns() + R"(
  FROM )" + registrations_and_events() +
                   R"(
  WHERE registrations.event = (SELECT id FROM events WHERE code_key = ?) AND status = 'waiting'
  ORDER BY registrations.id LIMIT ?)");

const Sql kFreeSeats(R"(
  SELECT seat FROM free_seats
  WHERE event = (SELECT id FROM events WHERE code_key = ?)
  ORDER BY seat LIMIT ?)");

const Sql kPromote(R"(
  UPDATE registrations SET status = 'confirmed', seat = ?2, since_seq = ?3
  WHERE id = ?1)");

}  // namespace

std::vector<Registration> first_waiting(Connection& connection, const EventCode& code,
                                        std::int64_t most) {
  std::vector<Registration> found;
  connection.each(
      kWaiting, [&](const Row& row) { found.push_back(registration_of(row)); }, code.key, most);
  for (Registration& registration : found) complete(connection, registration);
  return found;
}

FreeSeats free_seats(Connection& connection, const EventCode& code, std::int64_t most) {
  FreeSeats found;
  connection.each(
      kFreeSeats, [&](const Row& row) { found.push_back(row.integer(0)); }, code.key, most);
  return found;
}

EventFacts event_facts(Connection& connection, const EventCode& code, const EventFields& fields) {
  EventFacts facts{.event = find_event(connection, code)};
  if (!facts.event || facts.event->waiting == 0) return facts;
  const std::int64_t seats = with(*facts.event, fields).available();
  const std::int64_t most = std::min(seats, facts.event->waiting);
  if (most == 0) return facts;
  facts.waiting.heads = first_waiting(connection, code, most);
  facts.waiting.free_seats = free_seats(connection, code, most);
  return facts;
}

void apply(const Promote& change, const Stamp& stamp, Connection& connection) {
  connection.run(kPromote, change.id.value, change.seat, stamp.seq);
}

}  // namespace lastseat
