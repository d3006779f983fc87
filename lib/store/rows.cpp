#include "store/rows.h"

namespace lastseat::rows {
namespace {

Status status(const std::string& name) {
  return name == "confirmed" ? Status::confirmed
         : name == "waiting" ? Status::waiting
                             : Status::cancelled;
}

}  // namespace

Event event(const Row& row) {
  return {.code = {row.text(0)},
          .title = row.text(1),
          .category = row.text(2),
          .venue = row.text(3),
          .starts_at = row.text(4),
          .ends_at = row.text(5),
          .capacity = row.integer(6),
          .fee_minor = row.integer(7),
          .team_min = row.integer(8),
          .team_max = row.integer(9),
          .state = row.text(10) == "open" ? EventState::open : EventState::closed,
          .taken = row.integer(11),
          .waiting = row.integer(12),
          .last_seat_seq = row.integer(13),
          .defined_seq = row.integer(14)};
}

Student student(const Row& row) {
  return {{row.text(0)}, row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5)};
}

Registration registration(const Row& row) {
  return {.id = {row.integer(0)},
          .event = {row.text(1)},
          .ticket = row.text(2),
          .team = row.text(3),
          .status = status(row.text(4)),
          .seat = row.maybe_integer(5).value_or(0),
          .registered_at_ms = row.integer(6),
          .desk = row.text(7),
          .checked_in_at_ms = row.integer(8),
          .checked_in_desk = row.text(9)};
}

Registrations::Registrations(SQLite::Database& database)
    : by_id_(database, "SELECT " + kRegistration + " FROM registrations WHERE id = ?"),
      members_(database,
               "SELECT students.roll, students.name FROM members "
               "JOIN students USING (roll) "
               "WHERE registration = ? ORDER BY place"),
      position_(database,
                "SELECT count(*) FROM registrations "
                "WHERE event = ?1 AND status = 'waiting' AND since_seq <= ?2") {}

void Registrations::complete(Registration& registration) {
  add_members(registration);
  if (registration.status == Status::waiting) registration.position = position(registration);
}

void Registrations::add_members(Registration& registration) {
  members_.each(
      [&](const Row& row) {
        registration.members.push_back({{row.text(0)}, row.text(1)});
      },
      registration.id.value);
}

// An entry waits from the moment it was made: since_seq is its id.
std::int64_t Registrations::position(const Registration& registration) {
  return *position_.first([](const Row& row) { return row.integer(0); }, registration.event.text,
                          registration.id.value);
}

std::optional<Registration> Registrations::by_id(RegistrationId id) {
  auto found = by_id_.first(registration, id.value);
  if (found) complete(*found);
  return found;
}

}  // namespace lastseat::rows
