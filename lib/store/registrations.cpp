#include "store/registrations.h"

#include <algorithm>
#include <map>
#include <string>

#include "store/journal/journal.h"
#include "store/sqlite/connection.h"
#include "store/values/columns.h"
#include "store/values/event.h"
#include "store/values/fest.h"
#include "store/values/seats.h"
#include "store/values/student.h"

namespace lastseat {
namespace {

// The last id, the lowest seat that was given back, the fest and the event.
const Sql kEvent(R"(
  SELECT (SELECT id FROM registrations ORDER BY id DESC LIMIT 1),
    (SELECT seat FROM free_seats WHERE event = events.id ORDER BY seat LIMIT 1),
    )" + fest_columns() +
                 ", " + event_columns() + " FROM events, fest WHERE code_key = ?");
constexpr int kFestAt = 2;
constexpr int kEventAt = kFestAt + columns::count(kFestFields);

// The student, once for each event of a live entry, or once without one.
const Sql kMember("SELECT " + student_columns() + ", " + event_columns() + R"(
  FROM students LEFT JOIN members ON members.roll_key = ?1 AND members.cancelled_seq = 0
    LEFT JOIN events ON events.id = members.event
  WHERE students.roll_key = ?1 ORDER BY members.event)");
constexpr int kEnteredAt = columns::count(kStudentFields);

const Sql kLiveEntry(R"(
  SELECT registration FROM members
  WHERE roll_key = ? AND event = ? AND cancelled_seq = 0)");

// The schema adds the member in the first place.
const Sql kAdd(R"(
  INSERT OR ROLLBACK INTO registrations
    (id, seq, event, roll_key, status, since_seq, seat, ticket, team, registered_at_ms, desk)
  VALUES (?1, ?2, ?3, ?4, ?5, ?2, ?6, ?7, ?8, ?9, ?10))");

const Sql kAddMember(R"(
  INSERT INTO members (registration, place, roll_key, event)
  VALUES (?, ?, ?, ?))");

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

std::optional<RegisterFacts> facts_of(Connection& connection, const EventCode& event) {
  return connection.first(
      kEvent,
      [](const Row& row) {
        RegisterFacts facts{.fest = fest_of(row, kFestAt),
                            .event = event_of(row, kEventAt),
                            .next = {row.integer(0) + 1}};
        if (!row.null(1)) facts.free_seats.push_back(row.integer(1));
        return facts;
      },
      event.key);
}

MemberFacts facts_of(Connection& connection, const Roll& roll) {
  MemberFacts facts;
  connection.each(
      kMember,
      [&](const Row& row) {
        if (!facts.student) facts.student = student_of(row);
        if (!row.null(kEnteredAt)) facts.entered.push_back(event_of(row, kEnteredAt));
      },
      roll.key);
  return facts;
}

std::optional<Registration> live_entry(Connection& connection, const Roll& roll,
                                       std::int64_t event_id) {
  const auto id = connection.first(
      kLiveEntry, [](const Row& row) { return RegistrationId{row.integer(0)}; }, roll.key,
      event_id);
  return id ? find_registration(connection, *id) : std::nullopt;
}

}  // namespace

RegisterFacts load(const Register& command, const Stamp&, Connection& connection) {
  std::optional<RegisterFacts> found = facts_of(connection, command.event);
  if (!found) return {};
  RegisterFacts& facts = *found;
  facts.members.reserve(command.members.size());
  for (const Roll& roll : command.members) {
    const MemberFacts& member = facts.members.emplace_back(facts_of(connection, roll));
    const bool is_in = std::any_of(member.entered.begin(), member.entered.end(),
                                   [&](const Event& event) { return event.id == facts.event->id; });
    if (is_in && !facts.existing) facts.existing = live_entry(connection, roll, facts.event->id);
  }
  if (facts.event->available() == 0) {
    facts.last_seat = who_and_when(connection, facts.event->last_seat_seq);
  }
  return *std::move(found);
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
  connection.run(kAdd, registration.id.value, stamp.seq, change.event_id,
                 registration.members.front().roll.key, name(registration.status),
                 seated ? std::optional(registration.seat) : std::nullopt, registration.ticket,
                 registration.team, registration.registered_at_ms, registration.desk);
  for (std::size_t i = 1; i < registration.members.size(); ++i) {
    connection.run(kAddMember, registration.id.value, static_cast<std::int64_t>(i + 1),
                   registration.members[i].roll.key, change.event_id);
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
