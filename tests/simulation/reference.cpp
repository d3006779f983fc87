#include "simulation/reference.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <variant>

#include "json/command.h"

namespace lastseat::test {
namespace {

using Json = nlohmann::json;

std::string small(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::string joined(const std::vector<std::string>& parts, const char* between = ",") {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::string number(std::int64_t value) { return std::to_string(value); }
std::string number_or_dash(std::int64_t value) { return value == 0 ? "-" : number(value); }

// The essential content of an answer. ------------------------------

// Of a token only the program knows more than that it is one.
std::string known(const std::string& text) { return text.starts_with('~') ? "~" : text; }

std::string said(const Json& value) {
  if (value.is_null()) return "-";
  return value.is_string() ? known(value.get<std::string>()) : value.dump();
}

std::string said_of_event(const Json& event) {
  std::string text;
  for (const char* field :
       {"code", "title", "category", "venue", "starts_at", "ends_at", "capacity", "taken",
        "available", "waiting", "fee_minor", "team_min", "team_max", "state"}) {
    text += said(event.at(field)) + "|";
  }
  return text;
}

std::string said_of_registration(const Json& registration) {
  std::string text = "#" + said(registration.at("id")) + " ";
  for (const char* field : {"event", "team", "status", "seat", "position", "desk"}) {
    text += said(registration.at(field)) + "|";
  }
  for (const Json& member : registration.at("members")) {
    text += said(member.at("roll")) + "=" + said(member.at("name")) + ",";
  }
  return text + (registration.at("checked_in_at").is_null() ? "" : "in");
}

std::string said_of_student(const Json& student) {
  std::string text;
  for (const char* field : {"roll", "name", "email", "phone", "college", "year"}) {
    text += said(student.at(field)) + "|";
  }
  return text;
}

std::string said_of_report(const Json& report, bool valid) {
  std::set<std::int64_t> lines;
  for (const Json& row : report.at("invalid")) lines.insert(row.at("line").get<std::int64_t>());
  std::string text = "rows " + said(report.at("rows"));
  for (const std::int64_t line : lines) text += " bad " + number(line);
  if (!valid) return text;
  return text + " new " + said(report.at("new")) + " updated " + said(report.at("updated")) +
         " unchanged " + said(report.at("unchanged"));
}

std::string said_of(const std::string& outcome, const Json& body) {
  std::string text;
  if (outcome == "event_added" || outcome == "event_changed") text += said_of_event(body);
  if (outcome == "student_added" || outcome == "student_changed") text += said_of_student(body);
  if (outcome == "imported") text += said_of_report(body, true);
  if (outcome == "invalid_rows") text += said_of_report(body, false);
  if (outcome == "fest_changed") text += body.at("fest").dump();
  if (body.contains("registration")) text += said_of_registration(body.at("registration"));
  if (body.contains("event")) text += " of " + said_of_event(body.at("event"));
  if (body.contains("last_seat")) text += " last " + said(body.at("last_seat").at("seq"));
  if (body.contains("limit")) text += " limit " + said(body.at("limit"));
  if (body.contains("promoted")) {
    for (const Json& each : body.at("promoted")) text += " promoted " + said_of_registration(each);
  }
  std::set<std::string> clashes;
  if (body.contains("warnings")) {
    for (const Json& each : body.at("warnings")) clashes.insert(said(each.at("with")));
  }
  if (body.contains("clashes")) {
    for (const Json& each : body.at("clashes")) clashes.insert(said(each));
  }
  for (const std::string& clash : clashes) text += " clash " + clash;
  return text;
}

std::string say(const Student& student) {
  return known(student.roll.text) + "|" + student.name + "|" + student.email + "|" + student.phone +
         "|" + student.college + "|" + number_or_dash(student.year) + "|";
}

// The rules, a second time.
// --------------------------------------------------------------------------

void set(Reference::Event& event, const EventFields& fields) {
  if (fields.title) event.title = *fields.title;
  if (fields.category) event.category = *fields.category;
  if (fields.venue) event.venue = *fields.venue;
  if (fields.starts_at) event.starts_at = *fields.starts_at;
  if (fields.ends_at) event.ends_at = *fields.ends_at;
  if (fields.capacity) event.capacity = *fields.capacity;
  if (fields.fee_minor) event.fee_minor = *fields.fee_minor;
  if (fields.team_min) event.team_min = *fields.team_min;
  if (fields.team_max) event.team_max = *fields.team_max;
  if (fields.state) event.closed = *fields.state == EventState::closed;
}

// In the requests of the simulation, the rest is never invalid.
bool sound(const Reference::Event& event) {
  return !event.title.empty() && event.capacity >= 1 && event.starts_at.size() == 16 &&
         event.ends_at.size() == 16 && event.starts_at < event.ends_at && event.team_min >= 1 &&
         event.team_max >= event.team_min && event.team_max <= 50 && event.fee_minor >= 0;
}

bool same(const Reference::Event& a, const Reference::Event& b) {
  return a.title == b.title && a.category == b.category && a.venue == b.venue &&
         a.starts_at == b.starts_at && a.ends_at == b.ends_at && a.capacity == b.capacity &&
         a.fee_minor == b.fee_minor && a.team_min == b.team_min && a.team_max == b.team_max &&
         a.closed == b.closed;
}

void prefer(std::string& text, const std::string& other) {
  if (text.empty()) text = other;
}

// The first of the two if it is set, otherwise the second.
Student merged(Student first, const Student& second) {
  prefer(first.name, second.name);
  prefer(first.email, second.email);
  prefer(first.phone, second.phone);
  prefer(first.college, second.college);
  if (first.year == 0) first.year = second.year;
  return first;
}

}  // namespace

std::int64_t Reference::count(const std::string& event, Status status) const {
  return std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.event == event && entry.status == status;
  });
}

std::string Reference::say(const Event& event) const {
  const std::string key = small(event.code);
  const std::int64_t taken = count(key, Status::confirmed);
  std::string text;
  for (const std::string& part :
       {event.code, event.title, event.category, event.venue, event.starts_at, event.ends_at,
        number(event.capacity), number(taken), number(event.capacity - taken),
        number(count(key, Status::waiting)), number(event.fee_minor), number(event.team_min),
        number(event.team_max), std::string(event.closed ? "closed" : "open")}) {
    text += part + "|";
  }
  return text;
}

std::string Reference::say(const Entry& entry) const {
  std::int64_t position = 0;
  if (entry.status == Status::waiting) {
    for (const Entry& other : entries_) {
      position +=
          other.event == entry.event && other.status == Status::waiting && other.id <= entry.id;
    }
  }
  const char* const status = entry.status == Status::confirmed ? "confirmed"
                             : entry.status == Status::waiting ? "waiting"
                                                               : "cancelled";
  std::string text = "#" + number(entry.id) + " " + events_.at(entry.event).code + "|" +
                     entry.team + "|" + status + "|" + number_or_dash(entry.seat) + "|" +
                     number_or_dash(position) + "|" + entry.desk + "|";
  for (const std::string& roll : entry.rolls) {
    const Student& student = students_.at(roll);
    text += known(student.roll.text) + "=" + student.name + ",";
  }
  return text + (entry.checked_in ? "in" : "");
}

const Reference::Entry* Reference::live_entry(const std::string& roll,
                                              const std::string& event) const {
  for (const Entry& entry : entries_) {
    if (entry.event != event || entry.status == Status::cancelled) continue;
    if (std::find(entry.rolls.begin(), entry.rolls.end(), roll) != entry.rolls.end()) return &entry;
  }
  return nullptr;
}

std::int64_t Reference::live_entries(const std::string& roll) const {
  return std::count_if(entries_.begin(), entries_.end(), [&](const Entry& entry) {
    return entry.status != Status::cancelled &&
           std::find(entry.rolls.begin(), entry.rolls.end(), roll) != entry.rolls.end();
  });
}

Reference::Entry* Reference::head(const std::string& event) {
  for (Entry& entry : entries_) {
    if (entry.event == event && entry.status == Status::waiting) return &entry;
  }
  return nullptr;
}

std::int64_t Reference::lowest_free_seat(const std::string& event) const {
  std::set<std::int64_t> taken;
  for (const Entry& entry : entries_) {
    if (entry.event == event && entry.status == Status::confirmed) taken.insert(entry.seat);
  }
  std::int64_t seat = 1;
  while (taken.contains(seat)) ++seat;
  return seat;
}

// Promotes waiting entries, oldest first, while there are seats.
std::vector<std::string> Reference::fill(const std::string& code, Seq seq) {
  std::vector<std::string> promoted;
  Event& event = events_.at(code);
  while (count(code, Status::confirmed) < event.capacity) {
    Entry* next = head(code);
    if (next == nullptr) break;
    next->seat = lowest_free_seat(code);
    next->status = Status::confirmed;
    event.last_seat_seq = seq;
    promoted.push_back(" promoted " + say(*next));
  }
  return promoted;
}

std::vector<std::string> Reference::clashes(const Register& command, const Event& event) const {
  std::set<std::string> found;
  for (const Roll& roll : command.members) {
    for (const auto& [code, other] : events_) {
      if (live_entry(small(roll.text), code) == nullptr) continue;
      if (other.starts_at < event.ends_at && event.starts_at < other.ends_at) {
        found.insert(other.code);
      }
    }
  }
  return {found.begin(), found.end()};
}

std::string Reference::refusal(const Register& command, std::string& rest) const {
  const std::string code = small(command.event.text);
  const auto at = events_.find(code);
  if (at == events_.end()) return "unknown_event";
  const Event& event = at->second;
  for (const Roll& roll : command.members) {
    const bool walks_in = std::any_of(
        command.walk_ins.begin(), command.walk_ins.end(),
        [&](const Student& student) { return small(student.roll.text) == small(roll.text); });
    if (!walks_in && !students_.contains(small(roll.text))) return "unknown_student";
  }
  rest = " of " + say(event);
  if (event.closed) return "event_closed";
  const auto size = static_cast<std::int64_t>(command.members.size());
  if (size < event.team_min || size > event.team_max) return "team_size";
  for (const Roll& roll : command.members) {
    if (const Entry* entry = live_entry(small(roll.text), code)) {
      rest = say(*entry) + rest;
      return "already_registered";
    }
  }
  if (refuses_clashes_) {
    const std::vector<std::string> found = clashes(command, event);
    for (const std::string& clash : found) rest += " clash " + clash;
    if (!found.empty()) return "time_clash";
  }
  for (const Roll& roll : command.members) {
    if (entry_limit_ && live_entries(small(roll.text)) >= *entry_limit_) {
      rest += " limit " + number(*entry_limit_);
      return "limit_reached";
    }
  }
  const bool has_room =
      count(code, Status::confirmed) < event.capacity && count(code, Status::waiting) == 0;
  if (has_room) return "";
  if (!command.waitlist) {
    rest += " last " + number(event.last_seat_seq);
    if (waitlist_limit_) rest += " limit " + number(*waitlist_limit_);
    return "event_full";
  }
  if (waitlist_limit_ && count(code, Status::waiting) >= *waitlist_limit_) {
    rest += " limit " + number(*waitlist_limit_);
    return "waitlist_full";
  }
  return "";
}

Reference::Said Reference::take(const Register& command, Seq seq, const std::string& desk) {
  std::string rest;
  const std::string refused = refusal(command, rest);
  if (!refused.empty()) return {refused, rest};
  const std::string code = small(command.event.text);
  Event& event = events_.at(code);
  const std::vector<std::string> found = clashes(command, event);
  Entry entry{.id = static_cast<std::int64_t>(entries_.size()) + 1,
              .event = code,
              .team = command.team,
              .desk = desk};
  for (const Student& walk_in : command.walk_ins) {
    const auto [at, is_new] = students_.emplace(small(walk_in.roll.text), walk_in);
    if (!is_new) at->second = merged(at->second, walk_in);
  }
  for (const Roll& roll : command.members) entry.rolls.push_back(small(roll.text));
  const bool has_room =
      count(code, Status::confirmed) < event.capacity && count(code, Status::waiting) == 0;
  if (has_room) {
    entry.seat = lowest_free_seat(code);
    event.last_seat_seq = seq;
  } else {
    entry.status = Status::waiting;
  }
  entries_.push_back(entry);
  rest = say(entry) + " of " + say(event);
  for (const std::string& clash : found) rest += " clash " + clash;
  return {has_room ? "confirmed" : "waitlisted", rest};
}

Reference::Said Reference::take(const Cancel& command, Seq seq, const std::string&) {
  const auto entry = std::find_if(entries_.begin(), entries_.end(),
                                  [&](const Entry& each) { return each.id == command.id.value; });
  if (entry == entries_.end() || (command.ticket && by_ticket(*command.ticket) != &*entry)) {
    return {"unknown_registration", ""};
  }
  if (entry->status == Status::cancelled) return {"already_cancelled", say(*entry)};
  const std::int64_t seat = entry->seat;
  entry->status = Status::cancelled;
  entry->seat = 0;
  const std::string cancelled = say(*entry);
  std::string promoted;
  Entry* next = seat == 0 ? nullptr : head(entry->event);
  if (next != nullptr) {  // exactly the seat that came free
    next->status = Status::confirmed;
    next->seat = seat;
    events_.at(entry->event).last_seat_seq = seq;
    promoted = " promoted " + say(*next);
  }
  return {"cancelled", cancelled + " of " + say(events_.at(entry->event)) + promoted};
}

Reference::Entry* Reference::by_ticket(const std::string& typed) {
  std::string ticket;
  for (const char c : typed) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    ticket += upper == 'O' ? '0' : upper == 'I' || upper == 'L' ? '1' : upper;
  }
  for (Entry& entry : entries_) {
    if (entry.ticket == ticket) return &entry;
  }
  return nullptr;
}

Reference::Said Reference::take(const CheckIn& command, Seq, const std::string&) {
  Entry* entry = by_ticket(command.ticket);
  if (entry == nullptr) return {"unknown_ticket", ""};
  if (entry->status != Status::confirmed) return {"not_confirmed", say(*entry)};
  if (entry->checked_in) return {"already_checked_in", say(*entry)};
  entry->checked_in = true;
  return {"checked_in", say(*entry)};
}

Reference::Said Reference::take(const UndoCheckIn& command, Seq, const std::string&) {
  Entry* entry = by_ticket(command.ticket);
  if (entry == nullptr) return {"unknown_ticket", ""};
  if (!entry->checked_in) return {"not_checked_in", say(*entry)};
  entry->checked_in = false;
  return {"check_in_undone", say(*entry)};
}

Reference::Said Reference::take(const AddEvent& command, Seq seq, const std::string&) {
  const std::string code = small(command.code.text);
  const auto known = events_.find(code);
  if (known != events_.end()) return {"event_exists", " of " + say(known->second)};
  Event event{.code = command.code.text, .defined_seq = seq};
  set(event, command.fields);
  if (!sound(event)) return {"invalid_event", ""};
  events_[code] = event;
  return {"event_added", say(event)};
}

Reference::Said Reference::take(const ChangeEvent& command, Seq seq, const std::string&) {
  const std::string code = small(command.code.text);
  const auto known = events_.find(code);
  if (known == events_.end()) return {"unknown_event", ""};
  Event& event = known->second;
  if (command.unchanged_since && event.defined_seq > *command.unchanged_since) {
    return {"event_changed_meanwhile", " of " + say(event)};
  }
  Event wanted = event;
  set(wanted, command.fields);
  if (!sound(wanted)) return {"invalid_event", ""};
  if (wanted.capacity < count(code, Status::confirmed)) {
    return {"capacity_below_taken", " of " + say(event)};
  }
  if (!same(event, wanted)) wanted.defined_seq = seq;
  event = wanted;
  const std::string promoted = joined(fill(code, seq), "");
  return {"event_changed", say(event) + promoted};
}

Reference::Said Reference::take(const PutStudent& command, Seq, const std::string&) {
  const auto [at, is_new] = students_.emplace(small(command.student.roll.text), command.student);
  Student student = command.student;
  student.roll = at->second.roll;
  at->second = student;
  return {is_new ? "student_added" : "student_changed", test::say(student)};
}

// The student is known by the token from then on: learn() reads it from the answer.
Reference::Said Reference::take(const Erase& command, Seq, const std::string&) {
  const std::string roll = small(command.roll.text);
  if (roll.starts_with('~')) return {"already_erased", ""};
  // A walk-in who was refused is no student, but stands in the journal.
  const bool is_known = students_.contains(roll) ||
                        std::any_of(journal_.begin(), journal_.end(), [&](const Row& row) {
                          return row.texts.find('"' + roll + '"') != std::string::npos;
                        });
  return {is_known ? "erased" : "unknown_student", ""};
}

void Reference::learn(const Erase& command, const std::string& answer) {
  const std::string old = small(command.roll.text);
  const Json body = Json::parse(answer);
  const std::string token = body.at("roll").get<std::string>();
  if (students_.contains(old)) {
    Student student = students_.extract(old).mapped();
    student.roll = {token};
    for (std::string* text : {&student.name, &student.email, &student.phone}) {
      if (!text->empty()) *text = "~";
    }
    students_[small(token)] = student;
  }
  for (Entry& entry : entries_)
    std::replace(entry.rolls.begin(), entry.rolls.end(), old, small(token));
  for (const Json& number : body.at("rows")) {
    Row& row = journal_.at(number.get<std::size_t>() - 1);
    row.erased = true;
    for (std::size_t at; (at = row.texts.find('"' + old + '"')) != std::string::npos;) {
      row.texts.erase(at, old.size() + 2);
    }
  }
}

Reference::Said Reference::take(const ImportEvents& command, Seq seq, const std::string&) {
  std::set<std::string> seen;
  std::map<std::string, Event> wanted;
  std::vector<std::int64_t> bad;
  int added = 0, updated = 0, unchanged = 0;
  for (const EventRow& row : command.rows) {
    const std::string code = small(row.code.text);
    const auto known = events_.find(code);
    Event event = known == events_.end() ? Event{.code = row.code.text} : known->second;
    set(event, row.fields);
    const bool is_again = !seen.insert(code).second;
    if (is_again || !sound(event) || event.capacity < count(code, Status::confirmed)) {
      bad.push_back(row.line);
    } else if (known == events_.end()) {
      ++added;
      wanted[code] = event;
    } else if (same(event, known->second)) {
      ++unchanged;
    } else {
      ++updated;
      wanted[code] = event;
    }
  }
  std::string rest = "rows " + number(static_cast<std::int64_t>(command.rows.size()));
  std::sort(bad.begin(), bad.end());
  for (const std::int64_t line : bad) rest += " bad " + number(line);
  if (!bad.empty()) return {"invalid_rows", rest};
  for (auto& [code, event] : wanted) {
    event.defined_seq = seq;
    events_[code] = event;
    fill(code, seq);
  }
  return {"imported", rest + " new " + number(added) + " updated " + number(updated) +
                          " unchanged " + number(unchanged)};
}

Reference::Said Reference::take(const ImportStudents& command, Seq, const std::string&) {
  std::map<std::string, Student> wanted;
  std::vector<std::int64_t> bad;
  int added = 0, updated = 0, unchanged = 0;
  for (const StudentRow& row : command.rows) {
    const std::string roll = small(row.student.roll.text);
    const auto known = students_.find(roll);
    Student student = row.student;
    if (known != students_.end()) {
      student = merged(student, known->second);
      student.roll = known->second.roll;
    }
    if (!wanted.emplace(roll, student).second) {
      bad.push_back(row.line);
    } else if (known == students_.end()) {
      ++added;
    } else {
      ++(test::say(student) == test::say(known->second) ? unchanged : updated);
    }
  }
  std::string rest = "rows " + number(static_cast<std::int64_t>(command.rows.size()));
  for (const std::int64_t line : bad) rest += " bad " + number(line);
  if (!bad.empty()) return {"invalid_rows", rest};
  for (const auto& [roll, student] : wanted) students_[roll] = student;
  return {"imported", rest + " new " + number(added) + " updated " + number(updated) +
                          " unchanged " + number(unchanged)};
}

Reference::Said Reference::take(const ChangeFest& command, Seq, const std::string&) {
  if (command.fields.time_clash) {
    refuses_clashes_ = *command.fields.time_clash == TimeClash::refuse;
  }
  if (command.fields.entry_limit) entry_limit_ = *command.fields.entry_limit;
  if (command.fields.waitlist_limit) waitlist_limit_ = *command.fields.waitlist_limit;
  const auto limit = [](const std::optional<std::int64_t>& value) {
    return value ? Json(*value) : Json(nullptr);
  };
  const Json fest{{"time_clash", refuses_clashes_ ? "refuse" : "warn"},
                  {"entry_limit", limit(entry_limit_)},
                  {"waitlist_limit", limit(waitlist_limit_)}};
  return {"fest_changed", fest.dump()};
}

// Answers. ---------------------------------------------------------------------------------------

std::string Reference::judge(const Request& request, const Answer& answer, bool erased) {
  using Origin = Answer::Origin;
  std::string asked(name(request.command));
  asked += " " + json::encode(request.command);
  const auto kept = request.key.empty() ? keys_.end() : keys_.find(request.key);
  if (kept != keys_.end()) {
    const Row& row = journal_[kept->second.row];
    const bool is_same = row.erased || kept->second.request == asked;
    if (answer.origin != (is_same ? Origin::replayed : Origin::key_reused)) {
      return "a known key was not recognised: " + request.key;
    }
    if (answer.head.seq != static_cast<Seq>(kept->second.row) + 1 ||
        answer.outcome != row.outcome ||
        (!row.erased && answer.body != (is_same ? row.body : ""))) {
      return "a retry got another answer: " + answer.body + " instead of " + row.body;
    }
    return {};
  }
  if (answer.origin != Origin::fresh) {
    return "an unknown key got a stored answer: " + request.key + ", command " +
           std::to_string(answer.head.seq);
  }
  const Seq seq = last_seq() + 1;
  if (answer.head.seq != seq)
    return "sequence " + number(answer.head.seq) + ", expected " + number(seq);
  const Said expected = std::visit(
      [&](const auto& command) { return take(command, seq, request.desk); }, request.command);
  const Json body = Json::parse(answer.body);
  const std::string rest = erased ? expected.rest : said_of(answer.outcome, body);
  if (answer.outcome != expected.outcome || rest != expected.rest || body.at("seq") != seq) {
    return asked + "\n  is answered  " + answer.outcome + ": " + rest + "\n  and not      " +
           expected.outcome + ": " + expected.rest;
  }
  if (answer.outcome == "confirmed" || answer.outcome == "waitlisted") {
    const std::string ticket = body.at("registration").at("ticket").get<std::string>();
    if (by_ticket(ticket) != nullptr) return "a ticket was given twice: " + ticket;
    entries_.back().ticket = ticket;
  }
  const bool is_erasure = std::holds_alternative<Erase>(request.command);
  journal_.push_back({request.key, answer.outcome, answer.body, erased,
                      is_erasure ? "" : small(asked + (erased ? "" : answer.body))});
  if (const auto* erase = std::get_if<Erase>(&request.command)) {
    if (answer.outcome == "erased") learn(*erase, answer.body);
    // Its own retry is never refused: what was sent is not kept.
    journal_.back().erased = answer.outcome != "already_erased";
  }
  if (!request.key.empty()) keys_[request.key] = {asked, journal_.size() - 1};
  return {};
}

}  // namespace lastseat::test
