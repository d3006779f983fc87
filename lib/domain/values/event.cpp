#include "domain/values/event.h"

#include <algorithm>

namespace lastseat {

std::int64_t Event::available() const { return std::max<std::int64_t>(0, capacity - taken - held); }

// Local times have a fixed width, so that comparing them as texts compares the times.
bool Event::overlaps(const Event& other) const {
  return starts_at < other.ends_at && other.starts_at < ends_at;
}

Event with(Event event, const EventFields& fields) {
  return with_given(kEventFields, std::move(event), fields);
}

bool same_definition(const Event& a, const Event& b) {
  bool same = true;
  for_each_field(kEventFields, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      same = same && a.*field.member == b.*field.member;
    }
  });
  return same;
}

void check(const EventFields& fields, FieldProblems& problems) {
  check_given(kEventFields, fields, problems);
}

void check(const Event& event, FieldProblems& problems) {
  check_fields(kEventFields, event, problems);
  if (event.ends_at <= event.starts_at) {
    problems.push_back({"ends_at", Message{"event.ends_before_start"}});
  }
  if (event.team_max < event.team_min) {
    problems.push_back({"team_max", Message{"event.team_max_below_min"}});
  }
}

}  // namespace lastseat
