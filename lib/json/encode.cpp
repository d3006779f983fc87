#include "json/encode.h"

#include <chrono>

#include "json/sentences.h"
#include "json/text.h"

namespace lastseat::json {
namespace {

constexpr std::size_t kUsualAnswer = 1024;  // bytes; a confirmed answer fits without growing

void time_or_null(Text& text, std::string_view name, std::int64_t at_ms) {
  text.name(name);
  at_ms == 0 ? text.null() : text.value(utc(at_ms));
}

template <class Values, class Write>
void list(Text& text, std::string_view name, const Values& values, Write&& write_one) {
  text.name(name);
  text.open_list();
  for (const auto& each : values) write_one(each);
  text.close_list();
}

// The fields of a thing, without its braces: some answers carry them at their top level.

void fields(Text& text, const Event& event) {
  text.field("code", event.code.text);
  text.field("title", event.title);
  text.field("category", event.category);
  text.field("venue", event.venue);
  text.field("starts_at", event.starts_at);
  text.field("ends_at", event.ends_at);
  text.field("capacity", event.capacity);
  text.field("taken", event.taken);
  text.field("held", event.held);
  text.field("available", event.available());
  text.field("waiting", event.waiting);
  text.field("fee_minor", event.fee_minor);
  text.field("team_min", event.team_min);
  text.field("team_max", event.team_max);
  text.field("state", lastseat::name(event.state));
}

void fields(Text& text, const Student& student) {
  text.field("roll", student.roll.text);
  text.field("name", student.name);
  text.field("email", student.email);
  text.field("phone", student.phone);
  text.field("college", student.college);
  text.field_or_null("year", student.year);
}

void fields(Text& text, const Registration& registration) {
  text.field("id", registration.id.value);
  text.field("ticket", registration.ticket);
  text.field("event", registration.event.text);
  list(text, "members", registration.members, [&](const Member& member) {
    text.open();
    text.field("roll", member.roll.text);
    text.field("name", member.name);
    text.close();
  });
  text.field("team", registration.team);
  text.field("status", lastseat::name(registration.status));
  text.field_or_null("seat", registration.seat);
  text.field("seq", registration.id.value);
  text.field("registered_at", utc(registration.registered_at_ms));
  text.field("desk", registration.desk);
  text.field_or_null("position", registration.position);
  time_or_null(text, "checked_in_at", registration.checked_in_at_ms);
}

void fields(Text& text, const Fest& fest) {
  text.field("time_clash", lastseat::name(fest.time_clash));
  text.field_or_null("entry_limit", fest.entry_limit.value_or(-1), -1);
  text.field_or_null("waitlist_limit", fest.waitlist_limit.value_or(-1), -1);
}

void fields(Text& text, const ImportReport& report) {
  text.field("rows", report.rows);
  text.field("new", report.added);
  text.field("updated", report.updated);
  text.field("unchanged", report.unchanged);
  list(text, "invalid", report.invalid, [&](const InvalidRow& row) {
    text.open();
    text.field("line", row.line);
    text.field("column", row.column);
    text.field("reason", row.reason);
    text.close();
  });
  list(text, "ignored_columns", report.ignored_columns,
       [&](const std::string& column) { text.value(column); });
}

template <class Thing>
void object(Text& text, const Thing& thing) {
  text.open();
  fields(text, thing);
  text.close();
}

template <class Thing>
void object(Text& text, std::string_view name, const Thing& thing) {
  text.name(name);
  object(text, thing);
}

// Commands, with the fields that decode.cpp reads.

void given_fields(Text& text, const EventFields& given) {
  text.field_if("title", given.title);
  text.field_if("category", given.category);
  text.field_if("venue", given.venue);
  text.field_if("starts_at", given.starts_at);
  text.field_if("ends_at", given.ends_at);
  text.field_if("capacity", given.capacity);
  text.field_if("fee_minor", given.fee_minor);
  text.field_if("team_min", given.team_min);
  text.field_if("team_max", given.team_max);
  if (given.state) text.field("state", lastseat::name(*given.state));
}

void fields(Text& text, const Register& command) {
  text.field("event", command.event.text);
  list(text, "members", command.members, [&](const Roll& roll) { text.value(roll.text); });
  if (!command.team.empty()) text.field("team", command.team);
  if (!command.walk_ins.empty()) {
    list(text, "students", command.walk_ins, [&](const Student& each) { object(text, each); });
  }
  if (command.waitlist) text.field("waitlist", true);
}

void fields(Text& text, const Cancel& command) { text.field("id", command.id.value); }
void fields(Text& text, const CheckIn& command) { text.field("ticket", command.ticket); }
void fields(Text& text, const UndoCheckIn& command) { text.field("ticket", command.ticket); }

void fields(Text& text, const AddEvent& command) {
  text.field("code", command.code.text);
  given_fields(text, command.fields);
}

void fields(Text& text, const ChangeEvent& command) {
  text.field("code", command.code.text);
  given_fields(text, command.fields);
  text.field_if("unchanged_since", command.unchanged_since);
}

void fields(Text& text, const PutStudent& command) { fields(text, command.student); }

void fields(Text& text, const ImportEvents& command) {
  list(text, "rows", command.rows, [&](const EventRow& row) {
    text.open();
    text.field("line", row.line);
    text.field("code", row.code.text);
    given_fields(text, row.fields);
    text.close();
  });
  list(text, "ignored_columns", command.ignored_columns,
       [&](const std::string& column) { text.value(column); });
}

void fields(Text& text, const ImportStudents& command) {
  list(text, "rows", command.rows, [&](const StudentRow& row) {
    text.open();
    text.field("line", row.line);
    fields(text, row.student);
    text.close();
  });
  list(text, "ignored_columns", command.ignored_columns,
       [&](const std::string& column) { text.value(column); });
}

void fields(Text& text, const ChangeFest& command) {
  const FestFields& given = command.fields;
  if (given.time_clash) text.field("time_clash", lastseat::name(*given.time_clash));
  if (given.entry_limit) text.field_or_null("entry_limit", given.entry_limit->value_or(-1), -1);
  if (given.waitlist_limit) {
    text.field_or_null("waitlist_limit", given.waitlist_limit->value_or(-1), -1);
  }
}

// Answers.

void warnings(Text& text, const std::vector<EventCode>& clashes) {
  list(text, "warnings", clashes, [&](const EventCode& code) {
    text.open();
    text.field("reason", name(Reason::time_clash));
    text.field("with", code.text);
    text.close();
  });
}

void promoted(Text& text, const std::vector<Registration>& registrations) {
  list(text, "promoted", registrations, [&](const Registration& each) { object(text, each); });
}

struct Answer {
  Text& text;
  std::string_view outcome;

  void operator()(const Confirmed& confirmed) const {
    text.field("outcome", outcome);
    object(text, "registration", confirmed.registration);
    object(text, "event", confirmed.event);
    warnings(text, confirmed.clashes);
  }
  void operator()(const Waitlisted& waitlisted) const {
    text.field("outcome", outcome);
    text.field("position", waitlisted.registration.position);
    object(text, "registration", waitlisted.registration);
    object(text, "event", waitlisted.event);
    warnings(text, waitlisted.clashes);
  }
  void operator()(const Cancelled& cancelled) const {
    text.field("outcome", outcome);
    object(text, "registration", cancelled.registration);
    promoted(text, cancelled.promoted);
    object(text, "event", cancelled.event);
  }
  void operator()(const CheckedIn& checked_in) const { with_registration(checked_in.registration); }
  void operator()(const CheckInUndone& undone) const { with_registration(undone.registration); }
  void operator()(const EventAdded& added) const {
    fields(text, added.event);
    text.field("outcome", outcome);
    promoted(text, {});
  }
  void operator()(const EventChanged& changed) const {
    fields(text, changed.event);
    text.field("outcome", outcome);
    promoted(text, changed.promoted);
  }
  void operator()(const StudentAdded& added) const { with_student(added.student); }
  void operator()(const StudentChanged& changed) const { with_student(changed.student); }
  void operator()(const Imported& imported) const {
    fields(text, imported.report);
    text.field("outcome", outcome);
  }
  void operator()(const FestChanged& changed) const {
    text.field("outcome", outcome);
    object(text, "fest", changed.fest);
  }
  void operator()(const Refused& refused) const;

  void with_registration(const Registration& registration) const {
    text.field("outcome", outcome);
    object(text, "registration", registration);
  }
  void with_student(const Student& student) const {
    fields(text, student);
    text.field("outcome", outcome);
  }
};

// A problem of RFC 9457; what else is known stands beside its own members.
void Answer::operator()(const Refused& refused) const {
  const Sentences sentences = sentences_for(refused);
  text.field("type", "/problems/" + std::string(outcome));
  text.field("title", sentences.title);
  text.field("detail", sentences.detail);
  text.field("reason", outcome);
  if (!refused.subject.empty()) text.field("subject", refused.subject);
  if (refused.registration) object(text, "registration", *refused.registration);
  if (refused.event) object(text, "event", *refused.event);
  if (refused.last_seat) {
    text.name("last_seat");
    text.open();
    text.field("seq", refused.last_seat->seq);
    text.field("at", utc(refused.last_seat->at_ms));
    text.field("desk", refused.last_seat->desk);
    text.close();
  }
  if (!refused.clashes.empty()) {
    list(text, "clashes", refused.clashes, [&](const EventCode& code) { text.value(code.text); });
  }
  // Of a full event the sentence says it. A field that answers in older journals do not have would
  // make them differ when they are replayed.
  if (refused.reason != Reason::event_full) text.field_if("limit", refused.limit);
  if (refused.report) fields(text, *refused.report);
}

void digits(char* at, int count, std::int64_t number) {
  for (int i = count - 1; i >= 0; --i) {
    at[i] = static_cast<char>('0' + number % 10);
    number /= 10;
  }
}

}  // namespace

void Text::value(std::string_view text) {
  separate();
  out_ += '"';
  std::size_t clean = 0;  // where the bytes begin that need no escape
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out_.append(text, clean, i - clean);
    clean = i + 1;
    switch (byte) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        constexpr std::string_view kHex = "0123456789abcdef";
        out_ += "\\u00";
        out_ += kHex[byte >> 4U];
        out_ += kHex[byte & 15U];
    }
  }
  out_.append(text, clean);
  out_ += '"';
}

void append(std::string& out, const Event& event) {
  Text text(out);
  object(text, event);
}
void append(std::string& out, const Student& student) {
  Text text(out);
  object(text, student);
}
void append(std::string& out, const Registration& registration) {
  Text text(out);
  object(text, registration);
}
void append(std::string& out, const Fest& fest) {
  Text text(out);
  object(text, fest);
}
void append(std::string& out, const ImportReport& report) {
  Text text(out);
  object(text, report);
}

std::string utc(std::int64_t at_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> at{milliseconds{at_ms}};
  const auto day = floor<days>(at);
  const year_month_day date{day};
  const hh_mm_ss<milliseconds> time{at - day};
  std::string out = "0000-00-00T00:00:00.000Z";
  digits(&out[0], 4, static_cast<int>(date.year()));
  digits(&out[5], 2, static_cast<unsigned>(date.month()));
  digits(&out[8], 2, static_cast<unsigned>(date.day()));
  digits(&out[11], 2, time.hours().count());
  digits(&out[14], 2, time.minutes().count());
  digits(&out[17], 2, time.seconds().count());
  digits(&out[20], 3, time.subseconds().count());
  return out;
}

std::string_view name(const Command& command) {
  struct Name {
    std::string_view operator()(const Register&) const { return "register"; }
    std::string_view operator()(const Cancel&) const { return "cancel"; }
    std::string_view operator()(const CheckIn&) const { return "check_in"; }
    std::string_view operator()(const UndoCheckIn&) const { return "undo_check_in"; }
    std::string_view operator()(const AddEvent&) const { return "add_event"; }
    std::string_view operator()(const ChangeEvent&) const { return "change_event"; }
    std::string_view operator()(const PutStudent&) const { return "put_student"; }
    std::string_view operator()(const ImportEvents&) const { return "import_events"; }
    std::string_view operator()(const ImportStudents&) const { return "import_students"; }
    std::string_view operator()(const ChangeFest&) const { return "change_fest"; }
  };
  return std::visit(Name{}, command);
}

std::string encode(const Command& command) {
  std::string out;
  Text text(out);
  text.open();
  std::visit([&](const auto& each) { fields(text, each); }, command);
  text.close();
  return out;
}

std::string_view name(Reason reason) {
  switch (reason) {
    case Reason::unknown_event:
      return "unknown_event";
    case Reason::unknown_student:
      return "unknown_student";
    case Reason::event_closed:
      return "event_closed";
    case Reason::team_size:
      return "team_size";
    case Reason::already_registered:
      return "already_registered";
    case Reason::time_clash:
      return "time_clash";
    case Reason::limit_reached:
      return "limit_reached";
    case Reason::event_full:
      return "event_full";
    case Reason::waitlist_full:
      return "waitlist_full";
    case Reason::unknown_registration:
      return "unknown_registration";
    case Reason::already_cancelled:
      return "already_cancelled";
    case Reason::unknown_ticket:
      return "unknown_ticket";
    case Reason::not_confirmed:
      return "not_confirmed";
    case Reason::already_checked_in:
      return "already_checked_in";
    case Reason::not_checked_in:
      return "not_checked_in";
    case Reason::event_exists:
      return "event_exists";
    // Not "event_changed": that is the name of the outcome when a change was made.
    case Reason::event_changed:
      return "event_changed_meanwhile";
    case Reason::invalid_event:
      return "invalid_event";
    case Reason::capacity_below_taken:
      return "capacity_below_taken";
    case Reason::invalid_rows:
      return "invalid_rows";
  }
  return {};
}

std::string_view name(const Outcome& outcome) {
  struct Name {
    std::string_view operator()(const Confirmed&) const { return "confirmed"; }
    std::string_view operator()(const Waitlisted&) const { return "waitlisted"; }
    std::string_view operator()(const Cancelled&) const { return "cancelled"; }
    std::string_view operator()(const CheckedIn&) const { return "checked_in"; }
    std::string_view operator()(const CheckInUndone&) const { return "check_in_undone"; }
    std::string_view operator()(const EventAdded&) const { return "event_added"; }
    std::string_view operator()(const EventChanged&) const { return "event_changed"; }
    std::string_view operator()(const StudentAdded&) const { return "student_added"; }
    std::string_view operator()(const StudentChanged&) const { return "student_changed"; }
    std::string_view operator()(const Imported&) const { return "imported"; }
    std::string_view operator()(const FestChanged&) const { return "fest_changed"; }
    std::string_view operator()(const Refused& refused) const { return name(refused.reason); }
  };
  return std::visit(Name{}, outcome);
}

std::string encode(const Outcome& outcome, Seq seq) {
  std::string out;
  out.reserve(kUsualAnswer);
  Text text(out);
  text.open();
  std::visit(Answer{text, name(outcome)}, outcome);
  text.field("seq", seq);
  text.close();
  return out;
}

}  // namespace lastseat::json
