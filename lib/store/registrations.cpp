#include "store/registrations.h"

#include <algorithm>
#include <map>
#include <string>

#include "store/journal/journal.h"
#include "store/sqlite/connection.h"
#include "store/values/event.h"
#include "store/values/fest.h"
#include "store/values/seats.h"
#include "store/values/student.h"

namespace lastseat {
namespace {

const Sql kEntered("SELECT " + event_columns() + R"(
  FROM members JOIN events ON events.id = members.event
  WHERE members.roll_key = ? AND members.cancelled_seq = 0
  ORDER BY members.event)");

const Sql kLiveEntry(R"(
  SELECT registration FROM members
  WHERE roll_key = ? AND event = (SELECT id FROM events WHERE code_key = ?) AND cancelled_seq = 0)");

const Sql kNextId("SELECT coalesce(max(id), 0) + 1 FROM registrations");

const Sql kAdd(R"(
  INSERT OR ROLLBACK INTO registrations
    (id, seq, event, roll_key, status, since_seq, seat, ticket, team, registered_at_ms, desk)
  VALUES (?1, ?2, (SELECT id FROM events WHERE code_key = ?3), ?4, ?5, ?2, ?6, ?7, ?8, ?9, ?10))");

const Sql kAddMember(R"(
  INSERT INTO members (registration, place, roll_key, event)
  VALUES (?1, ?2, ?3, (SELECT event FROM registrations WHERE id = ?1)))");

const Sql kCancel(R"(
  UPDATE registrations SET status = 'cancelled', seat = NULL, since_seq = ?2
  WHERE id = ?1)");

// ?1 event, ?2 status, ?3 after, ?4 limit. NULL for ?1 or ?2, or -1 for ?4, means all.
const Sql kPage("SELECT " + registration_columns() + R"(, students.roll, students.name,
    EXISTS (SELECT 1 FROM members WHERE registration = registrations.id AND place > 1)
  FROM )" + registrations_and_events() +
                R"(
  LEFT JOIN students ON students.roll_key = registrations.roll_key
  WHERE (?1 IS NULL OR events.code_key = ?1) AND (?2 IS NULL OR status = ?2)
    AND registrations.id > ?3
  ORDER BY registrations.id LIMIT ?4)");

std::optional<Registration> live_entry(Connection& connection, const Roll& roll,
                                       const EventCode& event) {
  const auto id = connection.first(
      kLiveEntry, [](const Row& row) { return RegistrationId{row.integer(0)}; }, roll.key,
      event.key);
  return id ? find_registration(connection, *id) : std::nullopt;
}

}  // namespace

RegisterFacts load(const Register& command, const Stamp&, Connection& connection) {
  RegisterFacts facts{.fest = find_fest(connection),
                      .event = find_event(connection, command.event)};
  if (!facts.event) return facts;
  for (const Roll& roll : command.members) {
    MemberFacts member{.student = find_student(connection, roll), .entered = {}};
    connection.each(
        kEntered, [&](const Row& row) { member.entered.push_back(event_of(row)); }, roll.key);
    const bool is_in = std::any_of(member.entered.begin(), member.entered.end(),
                                   [&](const Event& event) { return event.code == command.event; });
    if (is_in && !facts.existing) facts.existing = live_entry(connection, roll, command.event);
    facts.members.push_back(std::move(member));
  }
  if (facts.event->available() > 0) {
    facts.free_seats = free_seats(connection, command.event, 1);
  } else {
    facts.last_seat = who_and_when(connection, facts.event->last_seat_seq);
  }
  facts.next = {*connection.first(kNextId, [](const Row& row) { return row.integer(0); })};
  return facts;
}

CancelFacts load(const Cancel& command, const Stamp&, Connection& connection) {
  CancelFacts facts{.registration = find_registration(connection, command.id)};
  if (!facts.registration) return facts;
  facts.event = find_event(connection, facts.registration->event);
  if (facts.registration->status == Status::confirmed) {
    std::vector<Registration> heads = first_waiting(connection, facts.registration->event, 1);
    if (!heads.empty()) facts.head = std::move(heads.front());
  }
  return facts;
}

void apply(const AddRegistration& change, const Stamp& stamp, Connection& connection) {
  const Registration& registration = change.registration;
  const bool seated = registration.status == Status::confirmed;
  connection.run(kAdd, registration.id.value, stamp.seq, registration.event.key,
                 registration.members.front().roll.key, name(registration.status),
                 seated ? std::optional(registration.seat) : std::nullopt, registration.ticket,
                 registration.team, registration.registered_at_ms, registration.desk);
  std::int64_t place = 0;
  for (const Member& member : registration.members) {
    connection.run(kAddMember, registration.id.value, ++place, member.roll.key);
  }
}

void apply(const MarkCancelled& change, const Stamp& stamp, Connection& connection) {
  connection.run(kCancel, change.id.value, stamp.seq);
}

void each_registration(Connection& connection, const RegistrationFilter& filter,
                       const std::function<void(const Registration&)>& use) {
  // A waiting list is in the order of the ids, so only the first position of each is queried.
  std::map<EventCode, std::int64_t> positions;
  const auto complete_in_order = [&](const Row& row, Registration& registration) {
    const int roll = row.columns() - 3;
    if (!row.null(roll)) registration.members.push_back({{row.text(roll)}, row.text(roll + 1)});
    if (row.integer(roll + 2) != 0) add_other_members(connection, registration);
    if (registration.status != Status::waiting) return;
    std::int64_t& place = positions[registration.event];
    place = place == 0 ? position_of(connection, registration) : place + 1;
    registration.position = place;
  };
  const auto event = filter.event ? std::optional(filter.event->key) : std::nullopt;
  const auto status = filter.status ? std::optional(name(*filter.status)) : std::nullopt;
  connection.each(
      kPage,
      [&](const Row& row) {
        Registration registration = registration_of(row);
        complete_in_order(row, registration);
        use(registration);
      },
      event, status, filter.after.value, filter.limit.value_or(-1));
}

std::vector<Registration> find_registrations(Connection& connection,
                                             const RegistrationFilter& filter) {
  std::vector<Registration> found;
  each_registration(connection, filter,
                    [&](const Registration& registration) { found.push_back(registration); });
  return found;
}

}  // namespace lastseat
