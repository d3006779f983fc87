// Why a command was refused. Constant data; any thread.
#pragma once

#include <array>

#include "domain/values/names.h"

namespace lastseat {

// If several apply, the first in this order is the answer.
enum class Reason {
  // register
  unknown_event,
  unknown_student,
  event_closed,
  team_size,
  already_registered,
  time_clash,
  limit_reached,
  event_full,
  waitlist_full,
  // cancel
  unknown_registration,
  already_cancelled,
  // check in, undo of a check-in
  unknown_ticket,
  not_confirmed,
  already_checked_in,
  not_checked_in,
  // events
  event_exists,
  event_changed,
  invalid_event,
  capacity_below_taken,
  // imports
  invalid_rows,
};

template <>
struct Names<Reason> {
  static constexpr std::array<std::string_view, 20> kAll{
      "unknown_event",           "unknown_student",      "event_closed",      "team_size",
      "already_registered",      "time_clash",           "limit_reached",     "event_full",
      "waitlist_full",           "unknown_registration", "already_cancelled", "unknown_ticket",
      "not_confirmed",           "already_checked_in",   "not_checked_in",    "event_exists",
      "event_changed_meanwhile",  // not "event_changed": that is the outcome of a change
      "invalid_event",           "capacity_below_taken", "invalid_rows",
  };
};

}  // namespace lastseat
