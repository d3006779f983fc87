#include "domain/model.h"

#include <algorithm>

namespace lastseat {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

template <class T>
void set(T& field, const std::optional<T>& value) {
  if (value) field = *value;
}

void fill(std::string& field, const std::string& value) {
  if (field.empty()) field = value;
}

}  // namespace

int compare_ignoring_case(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto left = static_cast<unsigned char>(lower(a[i]));
    const auto right = static_cast<unsigned char>(lower(b[i]));
    if (left != right) return left < right ? -1 : 1;
  }
  return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
}

std::string name(EventState state) { return state == EventState::open ? "open" : "closed"; }

std::string name(Status status) {
  switch (status) {
    case Status::confirmed:
      return "confirmed";
    case Status::waiting:
      return "waiting";
    case Status::cancelled:
      return "cancelled";
  }
  return {};
}

std::string name(TimeClash clash) { return clash == TimeClash::warn ? "warn" : "refuse"; }

std::int64_t Event::available() const { return std::max<std::int64_t>(0, capacity - taken - held); }

// Local times have one spelling of fixed width, so the order of texts is the order of times.
bool Event::overlaps(const Event& other) const {
  return starts_at < other.ends_at && other.starts_at < ends_at;
}

Event with(Event event, const EventFields& fields) {
  set(event.title, fields.title);
  set(event.category, fields.category);
  set(event.venue, fields.venue);
  set(event.starts_at, fields.starts_at);
  set(event.ends_at, fields.ends_at);
  set(event.capacity, fields.capacity);
  set(event.fee_minor, fields.fee_minor);
  set(event.team_min, fields.team_min);
  set(event.team_max, fields.team_max);
  set(event.state, fields.state);
  return event;
}

Fest with(Fest fest, const FestFields& fields) {
  set(fest.time_clash, fields.time_clash);
  set(fest.entry_limit, fields.entry_limit);
  set(fest.waitlist_limit, fields.waitlist_limit);
  return fest;
}

bool same_definition(const Event& a, const Event& b) {
  return a.title == b.title && a.category == b.category && a.venue == b.venue &&
         a.starts_at == b.starts_at && a.ends_at == b.ends_at && a.capacity == b.capacity &&
         a.fee_minor == b.fee_minor && a.team_min == b.team_min && a.team_max == b.team_max &&
         a.state == b.state;
}

bool Student::operator==(const Student& other) const {
  return roll == other.roll && name == other.name && email == other.email && phone == other.phone &&
         college == other.college && year == other.year;
}

Student completed(Student student, const Student& more) {
  fill(student.name, more.name);
  fill(student.email, more.email);
  fill(student.phone, more.phone);
  fill(student.college, more.college);
  if (student.year == 0) student.year = more.year;
  return student;
}

Student updated(const Student& student, const Student& newer) {
  Student result = completed(newer, student);
  result.roll = student.roll;
  return result;
}

}  // namespace lastseat
