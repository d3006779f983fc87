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
  // erase
  already_erased,
};

template <>
struct Names<Reason> {
  static constexpr std::array<NameOf<Reason>, 21> kAll{{
      {Reason::unknown_event, "unknown_event"},
      {Reason::unknown_student, "unknown_student"},
      {Reason::event_closed, "event_closed"},
      {Reason::team_size, "team_size"},
      {Reason::already_registered, "already_registered"},
      {Reason::time_clash, "time_clash"},
      {Reason::limit_reached, "limit_reached"},
      {Reason::event_full, "event_full"},
      {Reason::waitlist_full, "waitlist_full"},
      {Reason::unknown_registration, "unknown_registration"},
      {Reason::already_cancelled, "already_cancelled"},
      {Reason::unknown_ticket, "unknown_ticket"},
      {Reason::not_confirmed, "not_confirmed"},
      {Reason::already_checked_in, "already_checked_in"},
      {Reason::not_checked_in, "not_checked_in"},
      {Reason::event_exists, "event_exists"},
      {Reason::event_changed,
       "event_changed_meanwhile"},  // not "event_changed": that is the outcome of a change
      {Reason::invalid_event, "invalid_event"},
      {Reason::capacity_below_taken, "capacity_below_taken"},
      {Reason::invalid_rows, "invalid_rows"},
      {Reason::already_erased, "already_erased"},
  }};
};

}  // namespace lastseat
