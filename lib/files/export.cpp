#include "files/export.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "domain/imports.h"
#include "json/values.h"
#include "store/events.h"
#include "store/students.h"
#include "store/values/event.h"
#include "text/time.h"

namespace lastseat {
namespace {

// In the model, 0 means "none"; in CSV, that is an empty cell.
std::string number_or_empty(std::int64_t number) {
  return number == 0 ? std::string() : std::to_string(number);
}

std::string time_or_empty(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : text::utc(at_ms);
}

std::string in_major_units(std::int64_t minor) {
  std::string text = std::to_string(minor / 100);
  if (const auto rest = minor % 100; rest != 0) {
    text += rest < 10 ? ".0" : ".";
    text += std::to_string(rest);
  }
  return text;
}

// The columns of the fields that people may set, named as an import reads them.
template <class Table>
std::vector<std::string> columns_of(const Table& table) {
  std::vector<std::string> columns;
  for_each_field(table, [&](const auto& field) {
    if (FieldOf<decltype(field)>::kSettable) columns.push_back(column_of(std::string(field.name)));
  });
  return columns;
}

template <class Rule>
std::string cell_of(std::string_view, const std::string& text, const Rule&) {
  return text;
}
template <class Tag>
std::string cell_of(std::string_view, const Code<Tag>& code, const CodeRule&) {
  return code.text;
}
std::string cell_of(std::string_view field, std::int64_t number, const NumberRule& rule) {
  if (column_of(std::string(field)) != field) return in_major_units(number);
  return rule.zero_is_none ? number_or_empty(number) : std::to_string(number);
}
template <Named Enum>
std::string cell_of(std::string_view, Enum value, const ChoiceRule&) {
  return std::string(name(value));
}

template <class Table, class Noun>
std::vector<std::string> cells_of(const Table& table, const Noun& noun) {
  std::vector<std::string> cells;
  for_each_field(table, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kSettable) {
      cells.push_back(cell_of(field.name, noun.*field.member, field.rule));
    }
  });
  return cells;
}

// {"name": [ … ]}, one element per line.
class JsonList {
 public:
  JsonList(std::string_view name, const Sink& sink) : sink_(sink) {
    sink_("{\"" + std::string(name) + "\": [");
  }

  template <class Thing>
  void add(const Thing& thing) {
    object_.clear();
    json::append(object_, thing);
    sink_(first_ ? "\n" : ",\n");
    sink_(object_);
    first_ = false;
  }

  void end() { sink_("\n]}\n"); }

 private:
  const Sink& sink_;
  std::string object_;
  bool first_ = true;
};

void registrations_csv(Reader& reader, const RegistrationFilter& filter, const Sink& sink) {
  std::map<EventCode, std::string> titles;
  for (const Event& event : reader.read(all_events).events) titles[event.code] = event.title;

  csv::Writer csv(sink);
  csv.row({"id", "event", "title", "status", "seat", "position", "ticket", "team", "roll", "name",
           "registered_at", "desk", "checked_in_at"});
  reader.read(each_registration, filter, [&](const Registration& entry) {
    for (const Member& member : entry.members) {
      csv.row({std::to_string(entry.id.value), entry.event.text, titles[entry.event],
               std::string(name(entry.status)), number_or_empty(entry.seat),
               number_or_empty(entry.position), entry.ticket, entry.team, member.roll.text,
               member.name, text::utc(entry.registered_at_ms), entry.desk,
               time_or_empty(entry.checked_in_at_ms)});
    }
  });
}

// The live entries of one event: by seat, then in the order of the waiting list.
std::vector<Registration> roster_of(Reader& reader, const EventCode& event) {
  RegistrationFilter filter;
  filter.event = event;
  std::vector<Registration> roster;
  reader.read(each_registration, filter, [&](const Registration& entry) {
    if (entry.status != Status::cancelled) roster.push_back(entry);
  });
  std::sort(roster.begin(), roster.end(), [](const Registration& a, const Registration& b) {
    return std::tie(a.status, a.seat, a.position) < std::tie(b.status, b.seat, b.position);
  });
  return roster;
}

void roster_csv(Reader& reader, const EventCode& event, const Sink& sink) {
  csv::Writer csv(sink);
  csv.row({"seat", "position", "status", "team", "roll", "name", "ticket", "checked_in_at"});
  for (const Registration& entry : roster_of(reader, event)) {
    for (const Member& member : entry.members) {
      csv.row({number_or_empty(entry.seat), number_or_empty(entry.position),
               std::string(name(entry.status)), entry.team, member.roll.text, member.name,
               entry.ticket, time_or_empty(entry.checked_in_at_ms)});
    }
  }
}

}  // namespace

void export_registrations(Reader& reader, const RegistrationFilter& filter, Format format,
                          const Sink& sink) {
  if (format == Format::csv) return registrations_csv(reader, filter, sink);
  JsonList list("registrations", sink);
  reader.read(each_registration, filter, [&](const Registration& entry) { list.add(entry); });
  list.end();
}

void export_roster(Reader& reader, const EventCode& event, Format format, const Sink& sink) {
  if (format == Format::csv) return roster_csv(reader, event, sink);
  JsonList list("registrations", sink);
  for (const Registration& entry : roster_of(reader, event)) list.add(entry);
  list.end();
}

void export_events(Reader& reader, Format format, const Sink& sink) {
  const std::vector<Event> events = reader.read(all_events).events;
  if (format == Format::json) {
    JsonList list("events", sink);
    for (const Event& event : events) list.add(event);
    return list.end();
  }
  csv::Writer csv(sink);
  csv.row(columns_of(kEventFields));
  for (const Event& event : events) csv.row(cells_of(kEventFields, event));
}

void export_students(Reader& reader, Format format, const Sink& sink) {
  if (format == Format::json) {
    JsonList list("students", sink);
    reader.read(each_student, [&](const Student& student) { list.add(student); });
    return list.end();
  }
  csv::Writer csv(sink);
  csv.row(columns_of(kStudentFields));
  reader.read(each_student,
              [&](const Student& student) { csv.row(cells_of(kStudentFields, student)); });
}

}  // namespace lastseat
