#include "store/values/registration.h"

#include "store/sqlite/connection.h"
#include "store/values/columns.h"

namespace lastseat {
namespace {

const Sql kFind("SELECT " + registration_columns() + " FROM " + registrations_and_events() +
                " WHERE registrations.id = ?");

const Sql kFirstMember(R"(
  SELECT students.roll, students.name
  FROM registrations JOIN students USING (roll_key)
  WHERE id = ?)");
const Sql kOtherMembers(R"(
  SELECT students.roll, students.name
  FROM members JOIN students USING (roll_key)
  WHERE registration = ? AND place > 1 ORDER BY place)");

const Sql kPosition(R"(
  SELECT count(*) FROM registrations
  WHERE event = (SELECT event FROM registrations WHERE id = ?1) AND status = 'waiting'
    AND id <= ?1)");

}  // namespace

std::string registration_columns() {
  return "events.code, " + columns::list("registrations", kRegistrationFields);
}

std::string registrations_and_events() {
  return "registrations JOIN events ON events.id = registrations.event";
}

Registration registration_of(const Row& row) {
  auto registration = columns::read<Registration>(row, kRegistrationFields, 1);
  registration.event = EventCode(row.text(0));
  return registration;
}

void complete(Connection& connection, Registration& registration) {
  add_members(connection, registration);
  if (registration.status == Status::waiting) {
    registration.position = position_of(connection, registration);
  }
}

namespace {

void add(const Sql& members, Connection& connection, Registration& registration) {
  connection.each(
      members,
      [&](const Row& row) {
        registration.members.push_back({{row.text(0)}, row.text(1)});
      },
      registration.id.value);
}

}  // namespace

void add_members(Connection& connection, Registration& registration) {
  add(kFirstMember, connection, registration);
  add_other_members(connection, registration);
}

void add_other_members(Connection& connection, Registration& registration) {
  add(kOtherMembers, connection, registration);
}

std::int64_t position_of(Connection& connection, const Registration& registration) {
  return *connection.first(
      kPosition, [](const Row& row) { return row.integer(0); }, registration.id.value);
}

std::optional<Registration> find_registration(Connection& connection, RegistrationId id) {
  std::optional<Registration> found = connection.first(kFind, registration_of, id.value);
  if (found) complete(connection, *found);
  return found;
}

}  // namespace lastseat
