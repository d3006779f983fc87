#include "store/values/registration.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + registration_columns() + " FROM registrations WHERE id = ?");

const Sql kMembers(R"(
  SELECT students.roll, students.name
  FROM members JOIN students USING (roll)
  WHERE registration = ? ORDER BY place)");

const Sql kPosition(R"(
  SELECT count(*) FROM registrations
  WHERE event = ?1 AND status = 'waiting' AND since_seq <= ?2)");

}  // namespace

std::string registration_columns() { return columns::list("registrations", kRegistrationFields); }

Registration registration_of(const Row& row) {
  return columns::read<Registration>(row, kRegistrationFields);
}

void complete(Connection& connection, Registration& registration) {
  add_members(connection, registration);
  if (registration.status == Status::waiting) {
    registration.position = position_of(connection, registration);
  }
}

void add_members(Connection& connection, Registration& registration) {
  connection.each(
      kMembers,
      [&](const Row& row) {
        registration.members.push_back({{row.text(0)}, row.text(1)});
      },
      registration.id.value);
}

// A waiting entry has waited since it was made: its since_seq is its id.
std::int64_t position_of(Connection& connection, const Registration& registration) {
  return *connection.first(
      kPosition, [](const Row& row) { return row.integer(0); }, registration.event.text,
      registration.id.value);
}

std::optional<Registration> find_registration(Connection& connection, RegistrationId id) {
  std::optional<Registration> found = connection.first(kFind, registration_of, id.value);
  if (found) complete(connection, *found);
  return found;
}

}  // namespace lastseat
