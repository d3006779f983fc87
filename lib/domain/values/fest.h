// The settings of the whole fest. Values and pure functions; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <tuple>

#include "domain/values/field.h"
#include "domain/values/names.h"

namespace lastseat {

enum class TimeClash { warn, refuse };
template <>
struct Names<TimeClash> {
  static constexpr std::array<NameOf<TimeClash>, 2> kAll{
      {{TimeClash::warn, "warn"}, {TimeClash::refuse, "refuse"}}};
};

struct Fest {
  TimeClash time_clash = TimeClash::warn;
  std::optional<std::int64_t> entry_limit;     // live entries of a student; absent: no limit
  std::optional<std::int64_t> waitlist_limit;  // waiting entries of an event; absent: no limit
};

// The settings that a command may change. An absent one stays unchanged; a limit that is present
// but empty is removed.
struct FestFields {
  std::optional<TimeClash> time_clash = {};
  std::optional<std::optional<std::int64_t>> entry_limit = {};
  std::optional<std::optional<std::int64_t>> waitlist_limit = {};
};

inline constexpr std::tuple kFestFields{
    set("time_clash", &Fest::time_clash, &FestFields::time_clash, ChoiceRule{}),
    set("entry_limit", &Fest::entry_limit, &FestFields::entry_limit,
        OptionalNumberRule{1, limits::kEntries}),
    set("waitlist_limit", &Fest::waitlist_limit, &FestFields::waitlist_limit,
        OptionalNumberRule{0, limits::kEntries}),
};

inline Fest with(Fest fest, const FestFields& fields) {
  return with_given(kFestFields, fest, fields);
}
inline void check(const FestFields& fields, FieldProblems& problems) {
  check_given(kFestFields, fields, problems);
}

}  // namespace lastseat
