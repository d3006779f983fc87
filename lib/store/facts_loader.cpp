#include "store/facts_loader.h"

#include <algorithm>

#include "domain/rules.h"

namespace lastseat {

FactsLoader::FactsLoader(SQLite::Database& database)
    : registrations_(database),
      fest_(database, "SELECT time_clash, entry_limit, waitlist_limit FROM fest"),
      event_(database, "SELECT " + rows::kEvent + " FROM events WHERE code = ?"),
      student_(database, "SELECT " + rows::kStudent + " FROM students WHERE roll = ?"),
      entered_(database, "SELECT " + rows::kEvent +
                             " FROM members JOIN events ON events.code = members.event "
                             "WHERE members.roll = ? AND members.cancelled_seq = 0 "
                             "ORDER BY members.event"),
      live_entry_(database,
                  "SELECT registration FROM members "
                  "WHERE roll = ? AND event = ? AND cancelled_seq = 0"),
      waiting_(database, "SELECT " + rows::kRegistration +
                             " FROM registrations WHERE event = ? AND status = 'waiting' "
                             "ORDER BY since_seq LIMIT ?"),
      free_seats_(database, "SELECT seat FROM free_seats WHERE event = ? ORDER BY seat LIMIT ?"),
      journalled_(database, "SELECT seq, at_ms, desk FROM journal WHERE seq = ?") {}

Fest FactsLoader::fest() {
  return fest_
      .first([](const Row& row) {
        return Fest{row.text(0) == "warn" ? TimeClash::warn : TimeClash::refuse,
                    row.maybe_integer(1), row.maybe_integer(2)};
      })
      .value();
}

std::optional<Event> FactsLoader::event(const EventCode& code) {
  return event_.first(rows::event, code.text);
}

std::optional<Student> FactsLoader::student(const Roll& roll) {
  return student_.first(rows::student, roll.text);
}

std::vector<Registration> FactsLoader::waiting(const EventCode& code, std::int64_t most) {
  std::vector<Registration> found;
  waiting_.each([&](const Row& row) { found.push_back(rows::registration(row)); }, code.text, most);
  for (Registration& registration : found) registrations_.complete(registration);
  return found;
}

FreeSeats FactsLoader::free_seats(const EventCode& code, std::int64_t most) {
  FreeSeats found;
  free_seats_.each([&](const Row& row) { found.push_back(row.integer(0)); }, code.text, most);
  return found;
}

RegisterFacts FactsLoader::load(const Register& command) {
  RegisterFacts facts{.fest = fest(), .event = event(command.event)};
  if (!facts.event) return facts;
  for (const Roll& roll : command.members) {
    MemberFacts member{.student = student(roll), .entered = {}};
    entered_.each([&](const Row& row) { member.entered.push_back(rows::event(row)); }, roll.text);
    const bool is_in = std::any_of(member.entered.begin(), member.entered.end(),
                                   [&](const Event& event) { return event.code == command.event; });
    if (is_in && !facts.existing) {
      const auto id =
          live_entry_.first([](const Row& row) { return RegistrationId{row.integer(0)}; },
                            roll.text, command.event.text);
      if (id) facts.existing = registrations_.by_id(*id);
    }
    facts.members.push_back(std::move(member));
  }
  if (facts.event->available() > 0) {
    facts.free_seats = free_seats(command.event, 1);
  } else {
    facts.last_seat = journalled_.first(
        [](const Row& row) {
          return LastSeat{row.integer(0), row.integer(1), row.text(2)};
        },
        facts.event->last_seat_seq);
  }
  return facts;
}

CancelFacts FactsLoader::load(const Cancel& command) {
  CancelFacts facts{.registration = registrations_.by_id(command.id)};
  if (!facts.registration) return facts;
  facts.event = event(facts.registration->event);
  if (facts.registration->status == Status::confirmed) {
    std::vector<Registration> heads = waiting(facts.registration->event, 1);
    if (!heads.empty()) facts.head = std::move(heads.front());
  }
  return facts;
}

TicketFacts FactsLoader::ticket_facts(const std::string& typed) {
  const std::string ticket = canonical_ticket(typed);
  TicketFacts facts{registrations_.by_id(registration_of(ticket))};
  if (facts.registration && facts.registration->ticket != ticket) facts.registration.reset();
  return facts;
}
TicketFacts FactsLoader::load(const CheckIn& command) { return ticket_facts(command.ticket); }
TicketFacts FactsLoader::load(const UndoCheckIn& command) { return ticket_facts(command.ticket); }

EventFacts FactsLoader::event_facts(const EventCode& code, const EventFields& fields) {
  EventFacts facts{.event = event(code)};
  if (!facts.event || facts.event->waiting == 0) return facts;
  const std::int64_t seats = with(*facts.event, fields).available();
  const std::int64_t most = std::min(seats, facts.event->waiting);
  if (most == 0) return facts;
  facts.heads = waiting(code, most);
  facts.free_seats = free_seats(code, most);
  return facts;
}
EventFacts FactsLoader::load(const AddEvent& command) { return {.event = event(command.code)}; }
EventFacts FactsLoader::load(const ChangeEvent& command) {
  return event_facts(command.code, command.fields);
}

StudentFacts FactsLoader::load(const PutStudent& command) {
  return {student(command.student.roll)};
}

ImportEventsFacts FactsLoader::load(const ImportEvents& command) {
  ImportEventsFacts facts;
  facts.events.reserve(command.rows.size());
  for (const EventRow& row : command.rows)
    facts.events.push_back(event_facts(row.code, row.fields));
  return facts;
}

ImportStudentsFacts FactsLoader::load(const ImportStudents& command) {
  ImportStudentsFacts facts;
  facts.students.reserve(command.rows.size());
  for (const StudentRow& row : command.rows) facts.students.push_back({student(row.student.roll)});
  return facts;
}

}  // namespace lastseat
