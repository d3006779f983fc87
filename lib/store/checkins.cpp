#include "store/checkins.h"

#include <string>

#include "domain/values/ticket.h"
#include "store/sqlite/connection.h"
#include "store/values/registration.h"

namespace lastseat {
namespace {

const Sql kCheckIn(R"(
  UPDATE registrations SET checked_in_at_ms = ?2, checked_in_desk = ?3
  WHERE id = ?1)");

TicketFacts ticket_facts(Connection& connection, const std::string& typed) {
  const std::string ticket = canonical_ticket(typed);
  TicketFacts facts{find_registration(connection, registration_of(ticket))};
  if (facts.registration && facts.registration->ticket != ticket) facts.registration.reset();
  return facts;
}

}  // namespace

TicketFacts load(const CheckIn& command, const Stamp&, Connection& connection) {
  return ticket_facts(connection, command.ticket);
}

TicketFacts load(const UndoCheckIn& command, const Stamp&, Connection& connection) {
  return ticket_facts(connection, command.ticket);
}

void apply(const MarkCheckedIn& change, const Stamp& stamp, Connection& connection) {
  connection.run(kCheckIn, change.id.value, stamp.at_ms, stamp.desk);
}

void apply(const ClearCheckIn& change, const Stamp&, Connection& connection) {
  connection.run(kCheckIn, change.id.value, std::int64_t{0}, std::string());
}

}  // namespace lastseat
