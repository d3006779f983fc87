#include "files/export.h"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "json/encode.h"

namespace lastseat {
namespace {

// 0 stands for "none" throughout the model; in a table that is an empty cell.
std::string number_or_empty(std::int64_t number) {
  return number == 0 ? std::string() : std::to_string(number);
}

std::string time_or_empty(std::int64_t at_ms) {
  return at_ms == 0 ? std::string() : json::utc(at_ms);
}

std::string in_major_units(std::int64_t minor) {
  std::string text = std::to_string(minor / 100);
  if (const auto rest = minor % 100; rest != 0) {
    text += rest < 10 ? ".0" : ".";
    text += std::to_string(rest);
  }
  return text;
}

// {"name": [ … ]}, one element a line.
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
  for (const Event& event : reader.events().events) titles[event.code] = event.title;

  csv::Writer csv(sink);
  csv.row({"id", "event", "title", "status", "seat", "position", "ticket", "team", "roll", "name",
           "registered_at", "desk", "checked_in_at"});
  reader.each_registration(filter, [&](const Registration& entry) {
    for (const Member& member : entry.members) {
      csv.row({std::to_string(entry.id.value), entry.event.text, titles[entry.event],
               name(entry.status), number_or_empty(entry.seat), number_or_empty(entry.position),
               entry.ticket, entry.team, member.roll.text, member.name,
               json::utc(entry.registered_at_ms), entry.desk,
               time_or_empty(entry.checked_in_at_ms)});
    }
  });
}

// The entries of one event that hold or wait for a seat: by seat, then in the order of the list.
std::vector<Registration> roster_of(Reader& reader, const EventCode& event) {
  RegistrationFilter filter;
  filter.event = event;
  std::vector<Registration> roster;
  reader.each_registration(filter, [&](const Registration& entry) {
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
      csv.row({number_or_empty(entry.seat), number_or_empty(entry.position), name(entry.status),
               entry.team, member.roll.text, member.name, entry.ticket,
               time_or_empty(entry.checked_in_at_ms)});
    }
  }
}

}  // namespace

void export_registrations(Reader& reader, const RegistrationFilter& filter, Format format,
                          const Sink& sink) {
  if (format == Format::csv) return registrations_csv(reader, filter, sink);
  JsonList list("registrations", sink);
  reader.each_registration(filter, [&](const Registration& entry) { list.add(entry); });
  list.end();
}

void export_roster(Reader& reader, const EventCode& event, Format format, const Sink& sink) {
  if (format == Format::csv) return roster_csv(reader, event, sink);
  JsonList list("registrations", sink);
  for (const Registration& entry : roster_of(reader, event)) list.add(entry);
  list.end();
}

void export_events(Reader& reader, Format format, const Sink& sink) {
  if (format == Format::json) {
    JsonList list("events", sink);
    for (const Event& event : reader.events().events) list.add(event);
    return list.end();
  }
  csv::Writer csv(sink);
  csv.row({"code", "title", "category", "venue", "starts_at", "ends_at", "capacity", "fee",
           "team_min", "team_max", "state"});
  for (const Event& event : reader.events().events) {
    csv.row({event.code.text, event.title, event.category, event.venue, event.starts_at,
             event.ends_at, std::to_string(event.capacity), in_major_units(event.fee_minor),
             std::to_string(event.team_min), std::to_string(event.team_max),
             event.state == EventState::open ? "open" : "closed"});
  }
}

void export_students(Reader& reader, Format format, const Sink& sink) {
  if (format == Format::json) {
    JsonList list("students", sink);
    reader.each_student([&](const Student& student) { list.add(student); });
    return list.end();
  }
  csv::Writer csv(sink);
  csv.row({"roll", "name", "email", "phone", "college", "year"});
  reader.each_student([&](const Student& student) {
    csv.row({student.roll.text, student.name, student.email, student.phone, student.college,
             number_or_empty(student.year)});
  });
}

}  // namespace lastseat
