#include "domain/rules.h"

#include <algorithm>
#include <map>
#include <utility>

#include "domain/fields.h"

namespace lastseat {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

Decision refused(Refused refusal) { return {std::move(refusal), {}}; }

// The i-th free seat, counted from 0: those given back first, then those never given. With no seat
// given back, 1..taken are live, so the next is taken + 1; each one given back moves it up by one.
std::int64_t free_seat(const Event& event, const FreeSeats& given_back, std::size_t i) {
  if (i < given_back.size()) return given_back[i];
  return event.taken + static_cast<std::int64_t>(i) + 1;
}

void take_seat(Event& event, Seq seq) {
  ++event.taken;
  event.last_seat_seq = seq;
}

Registration seated(Registration registration, std::int64_t seat) {
  registration.status = Status::confirmed;
  registration.seat = seat;
  registration.position = 0;
  return registration;
}

const Student* walk_in_of(const Register& command, const Roll& roll) {
  for (const Student& student : command.walk_ins) {
    if (student.roll == roll) return &student;
  }
  return nullptr;
}

// The events of the member's live entries that run at the same time as this one.
std::vector<EventCode> clashes_of(const Event& event, const RegisterFacts& facts) {
  std::vector<EventCode> clashes;
  for (const MemberFacts& member : facts.members) {
    for (const Event& other : member.entered) {
      const bool known = std::find(clashes.begin(), clashes.end(), other.code) != clashes.end();
      if (!known && other.overlaps(event)) clashes.push_back(other.code);
    }
  }
  return clashes;
}

// Entries that wait count too: so nobody can be promoted over the limit later.
bool at_limit(const Fest& fest, const MemberFacts& member) {
  return fest.entry_limit && static_cast<std::int64_t>(member.entered.size()) >= *fest.entry_limit;
}

// While anyone waits, nobody walks past.
bool is_full(const Event& event) { return event.available() == 0 || event.waiting > 0; }

std::optional<Refused> refusal_of(const Register& command, const RegisterFacts& facts) {
  if (!facts.event) return Refused{.reason = Reason::unknown_event, .subject = command.event.text};
  const Event& event = *facts.event;
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    const Roll& roll = command.members[i];
    if (!facts.members[i].student && !walk_in_of(command, roll)) {
      return Refused{.reason = Reason::unknown_student, .subject = roll.text};
    }
  }
  if (event.state == EventState::closed) {
    return Refused{.reason = Reason::event_closed, .event = event};
  }
  const auto size = static_cast<std::int64_t>(command.members.size());
  if (size < event.team_min || size > event.team_max) {
    return Refused{.reason = Reason::team_size, .event = event};
  }
  if (facts.existing) {
    return Refused{
        .reason = Reason::already_registered, .event = event, .registration = facts.existing};
  }
  if (facts.fest.time_clash == TimeClash::refuse) {
    const std::vector<EventCode> clashes = clashes_of(event, facts);
    if (!clashes.empty()) {
      return Refused{.reason = Reason::time_clash, .event = event, .clashes = clashes};
    }
  }
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    if (at_limit(facts.fest, facts.members[i])) {
      return Refused{.reason = Reason::limit_reached,
                     .subject = command.members[i].text,
                     .event = event,
                     .limit = facts.fest.entry_limit};
    }
  }
  if (!is_full(event)) return std::nullopt;
  const std::optional<std::int64_t> longest = facts.fest.waitlist_limit;
  if (!command.waitlist) {
    return Refused{.reason = Reason::event_full,
                   .event = event,
                   .last_seat = facts.last_seat,
                   .limit = longest};
  }
  if (longest && event.waiting >= *longest) {
    return Refused{.reason = Reason::waitlist_full, .event = event, .limit = longest};
  }
  return std::nullopt;
}

// Seats the head of the waiting list while there are seats; `event` counts along.
std::vector<Registration> promote(Event& event, const EventFacts& facts, Seq seq,
                                  Changes& changes) {
  std::vector<Registration> promoted;
  const Event before = event;
  for (const Registration& head : facts.heads) {
    if (event.available() == 0) break;
    const std::int64_t seat = free_seat(before, facts.free_seats, promoted.size());
    promoted.push_back(seated(head, seat));
    changes.push_back(Promote{head.id, seat});
    take_seat(event, seq);
    --event.waiting;
  }
  return promoted;
}

std::string first_problem(const FieldProblems& problems) {
  return problems.front().field + " " + problems.front().detail;
}

// The columns of the file are the fields of the model, but for the fee: people write it in major
// units.
std::string column_of(const std::string& field) { return field == "fee_minor" ? "fee" : field; }

// Rows of a file that name the same thing: the line that named it first.
template <class Key>
class FirstLines {
 public:
  // The earlier line with this key, or 0 when this is the first.
  std::int64_t earlier(const Key& key, std::int64_t line) {
    const auto [at, is_new] = lines_.emplace(key, line);
    return is_new ? 0 : at->second;
  }

 private:
  std::map<Key, std::int64_t> lines_;
};

std::string again(std::string_view what, std::int64_t line) {
  return "is the same " + std::string(what) + " as in line " + std::to_string(line);
}

Decision import_decision(ImportReport report, Changes changes) {
  if (report.invalid.empty()) return {Imported{std::move(report)}, std::move(changes)};
  return refused({.reason = Reason::invalid_rows, .report = std::move(report)});
}

// What one row of an event import is to change; problems go to the report.
void import_row(const EventRow& row, const EventFacts& facts, Seq seq, ImportReport& report,
                Changes& changes) {
  Event event = with(facts.event.value_or(Event{.code = row.code}), row.fields);
  FieldProblems problems;
  check(event, problems);
  if (event.capacity < event.taken) {
    problems.push_back(
        {"capacity", "must not be less than the " + std::to_string(event.taken) + " seats taken"});
  }
  for (const FieldProblem& problem : problems) {
    report.invalid.push_back({row.line, column_of(problem.field), problem.detail});
  }
  if (facts.event && same_definition(*facts.event, event)) {
    ++report.unchanged;
    return;
  }
  ++(facts.event ? report.updated : report.added);
  event.defined_seq = seq;
  changes.push_back(PutEvent{event});
  promote(event, facts, seq, changes);
}

}  // namespace

Decision decide(const Register& command, const RegisterFacts& facts, const Stamp& stamp) {
  if (std::optional<Refused> refusal = refusal_of(command, facts)) {
    return refused(*std::move(refusal));
  }
  Event event = *facts.event;
  Changes changes;
  Registration registration{.id = {stamp.seq},
                            .event = event.code,
                            .ticket = ticket_for(stamp),
                            .team = command.team,
                            .registered_at_ms = stamp.at_ms,
                            .desk = stamp.desk};
  for (std::size_t i = 0; i < command.members.size(); ++i) {
    const std::optional<Student>& known = facts.members[i].student;
    const Student* walk_in = walk_in_of(command, command.members[i]);
    const Student student = !known ? *walk_in : walk_in ? completed(*known, *walk_in) : *known;
    if (!known || !(student == *known)) changes.push_back(PutStudentRecord{student});
    registration.members.push_back({student.roll, student.name});
  }
  std::vector<EventCode> clashes = clashes_of(event, facts);
  if (is_full(event)) {
    registration.status = Status::waiting;
    registration.position = ++event.waiting;
    changes.push_back(AddRegistration{registration});
    return {Waitlisted{std::move(registration), std::move(event), std::move(clashes)},
            std::move(changes)};
  }
  registration = seated(std::move(registration), free_seat(event, facts.free_seats, 0));
  take_seat(event, stamp.seq);
  changes.push_back(AddRegistration{registration});
  return {Confirmed{std::move(registration), std::move(event), std::move(clashes)},
          std::move(changes)};
}

Decision decide(const Cancel& command, const CancelFacts& facts, const Stamp& stamp) {
  if (!facts.registration || !facts.event) {
    return refused(
        {.reason = Reason::unknown_registration, .subject = std::to_string(command.id.value)});
  }
  if (facts.registration->status == Status::cancelled) {
    return refused({.reason = Reason::already_cancelled, .registration = facts.registration});
  }
  Event event = *facts.event;
  Registration registration = *facts.registration;
  const Status status = std::exchange(registration.status, Status::cancelled);
  const std::int64_t seat = std::exchange(registration.seat, 0);
  registration.position = 0;

  Changes changes{MarkCancelled{registration.id}};
  std::vector<Registration> promoted;
  if (status == Status::waiting) {
    --event.waiting;
  } else {
    --event.taken;
    if (facts.head) {
      promoted.push_back(seated(*facts.head, seat));
      changes.push_back(Promote{facts.head->id, seat});
      take_seat(event, stamp.seq);
      --event.waiting;
    }
  }
  return {Cancelled{std::move(registration), std::move(event), std::move(promoted)},
          std::move(changes)};
}

Decision decide(const CheckIn& command, const TicketFacts& facts, const Stamp& stamp) {
  if (!facts.registration) {
    return refused({.reason = Reason::unknown_ticket, .subject = command.ticket});
  }
  if (facts.registration->status != Status::confirmed) {
    return refused({.reason = Reason::not_confirmed, .registration = facts.registration});
  }
  if (facts.registration->checked_in_at_ms != 0) {
    return refused({.reason = Reason::already_checked_in, .registration = facts.registration});
  }
  Registration registration = *facts.registration;
  registration.checked_in_at_ms = stamp.at_ms;
  registration.checked_in_desk = stamp.desk;
  return {CheckedIn{registration}, {MarkCheckedIn{registration.id}}};
}

Decision decide(const UndoCheckIn& command, const TicketFacts& facts, const Stamp&) {
  if (!facts.registration) {
    return refused({.reason = Reason::unknown_ticket, .subject = command.ticket});
  }
  if (facts.registration->checked_in_at_ms == 0) {
    return refused({.reason = Reason::not_checked_in, .registration = facts.registration});
  }
  Registration registration = *facts.registration;
  registration.checked_in_at_ms = 0;
  registration.checked_in_desk.clear();
  return {CheckInUndone{registration}, {ClearCheckIn{registration.id}}};
}

Decision decide(const AddEvent& command, const EventFacts& facts, const Stamp& stamp) {
  if (facts.event) return refused({.reason = Reason::event_exists, .event = facts.event});
  Event event = with(Event{.code = command.code}, command.fields);
  FieldProblems problems;
  check(event, problems);
  if (!problems.empty()) {
    return refused({.reason = Reason::invalid_event, .subject = first_problem(problems)});
  }
  event.defined_seq = stamp.seq;
  return {EventAdded{event}, {PutEvent{event}}};
}

Decision decide(const ChangeEvent& command, const EventFacts& facts, const Stamp& stamp) {
  if (!facts.event) {
    return refused({.reason = Reason::unknown_event, .subject = command.code.text});
  }
  if (command.unchanged_since && facts.event->defined_seq > *command.unchanged_since) {
    return refused({.reason = Reason::event_changed, .event = facts.event});
  }
  Event event = with(*facts.event, command.fields);
  FieldProblems problems;
  check(event, problems);
  if (!problems.empty()) {
    return refused({.reason = Reason::invalid_event, .subject = first_problem(problems)});
  }
  if (event.capacity < event.taken) {
    return refused({.reason = Reason::capacity_below_taken, .event = facts.event});
  }
  if (same_definition(*facts.event, event)) return {EventChanged{event, {}}, {}};
  event.defined_seq = stamp.seq;
  Changes changes{PutEvent{event}};
  std::vector<Registration> promoted = promote(event, facts, stamp.seq, changes);
  return {EventChanged{std::move(event), std::move(promoted)}, std::move(changes)};
}

Decision decide(const PutStudent& command, const StudentFacts& facts, const Stamp&) {
  if (!facts.student) return {StudentAdded{command.student}, {PutStudentRecord{command.student}}};
  Student student = command.student;
  student.roll = facts.student->roll;
  if (student == *facts.student) return {StudentChanged{student}, {}};
  return {StudentChanged{student}, {PutStudentRecord{student}}};
}

Decision decide(const ImportEvents& command, const ImportEventsFacts& facts, const Stamp& stamp) {
  ImportReport report{.rows = static_cast<std::int64_t>(command.rows.size()),
                      .ignored_columns = command.ignored_columns};
  Changes changes;
  FirstLines<EventCode> codes;
  for (std::size_t i = 0; i < command.rows.size(); ++i) {
    const EventRow& row = command.rows[i];
    if (const std::int64_t line = codes.earlier(row.code, row.line)) {
      report.invalid.push_back({row.line, "code", again("code", line)});
    } else {
      import_row(row, facts.events[i], stamp.seq, report, changes);
    }
  }
  return import_decision(std::move(report), std::move(changes));
}

Decision decide(const ImportStudents& command, const ImportStudentsFacts& facts, const Stamp&) {
  ImportReport report{.rows = static_cast<std::int64_t>(command.rows.size()),
                      .ignored_columns = command.ignored_columns};
  Changes changes;
  FirstLines<Roll> rolls;
  for (std::size_t i = 0; i < command.rows.size(); ++i) {
    const StudentRow& row = command.rows[i];
    if (const std::int64_t line = rolls.earlier(row.student.roll, row.line)) {
      report.invalid.push_back({row.line, "roll", again("roll", line)});
      continue;
    }
    const std::optional<Student>& known = facts.students[i].student;
    const Student student = known ? updated(*known, row.student) : row.student;
    if (known && student == *known) {
      ++report.unchanged;
      continue;
    }
    ++(known ? report.updated : report.added);
    changes.push_back(PutStudentRecord{student});
  }
  return import_decision(std::move(report), std::move(changes));
}

Decision decide(const ChangeFest& command, const FestFacts& facts, const Stamp&) {
  const Fest fest = with(facts.fest, command.fields);
  return {FestChanged{fest}, {PutFest{fest}}};
}

std::string ticket_for(const Stamp& stamp) {
  std::string ticket;
  for (Seq rest = stamp.seq; rest > 0; rest /= 32) {
    ticket.insert(ticket.begin(), kAlphabet[static_cast<std::size_t>(rest % 32)]);
  }
  ticket += '-';
  for (unsigned shift = 0; shift < 30; shift += 5) {
    ticket += kAlphabet[(stamp.random >> shift) % 32];
  }
  return ticket;
}

std::string canonical_ticket(std::string_view typed) {
  std::string ticket(typed);
  for (char& c : ticket) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') c = '0';
    if (c == 'I' || c == 'L') c = '1';
  }
  return ticket;
}

RegistrationId registration_of(std::string_view ticket) {
  Seq seq = 0;
  const std::string_view digits = ticket.substr(0, ticket.find('-'));
  if (digits.size() > 12) return {};  // more than 60 bits: none of ours
  for (const char c : digits) {
    const std::size_t value = kAlphabet.find(c);
    if (value == std::string_view::npos) return {};
    seq = seq * 32 + static_cast<Seq>(value);
  }
  return {seq};
}

}  // namespace lastseat
