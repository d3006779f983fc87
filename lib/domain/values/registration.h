// A registration: one entry in one event, of one or more students who take one seat. Values; any
// thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "domain/values/code.h"
#include "domain/values/field.h"
#include "domain/values/names.h"

namespace lastseat {

// The fest's entries are numbered 1, 2, 3 … in the order in which they were made. Waiting lists are
// in that order too.
struct RegistrationId {
  Seq value = 0;
  auto operator<=>(const RegistrationId&) const = default;
};

struct Member {
  Roll roll;
  std::string name;
};

enum class Status { confirmed, waiting, cancelled };
template <>
struct Names<Status> {
  static constexpr std::array<NameOf<Status>, 3> kAll{{{Status::confirmed, "confirmed"},
                                                       {Status::waiting, "waiting"},
                                                       {Status::cancelled, "cancelled"}}};
};

struct Registration {
  RegistrationId id;
  Seq seq = 0;  // the command that made it
  EventCode event;
  std::string ticket = {};
  std::vector<Member> members = {};
  std::string team = {};
  Status status = Status::confirmed;
  std::int64_t seat = 0;              // 1, 2, 3 …; 0 while it has none
  std::int64_t position = 0;          // on the waiting list, 1 is the head; 0 if not waiting
  std::int64_t registered_at_ms = 0;  // UTC, milliseconds since 1970
  std::string desk = {};
  std::int64_t checked_in_at_ms = 0;  // 0: not checked in
  std::string checked_in_desk = {};
};

// Commands do not set any of them directly. The event and the members are rows of other tables, and
// the position is computed when it is needed.
inline constexpr std::tuple kRegistrationFields{
    kept("id", &Registration::id),
    kept("ticket", &Registration::ticket),
    kept("event", &Registration::event, KeptRule{}, Where::json),
    kept("members", &Registration::members, KeptRule{}, Where::json),
    kept("team", &Registration::team),
    kept("status", &Registration::status),
    kept("seat", &Registration::seat, KeptRule{.zero_is_none = true}),
    kept("seq", &Registration::seq),
    kept("registered_at", &Registration::registered_at_ms, MomentRule{}),
    kept("desk", &Registration::desk),
    kept("position", &Registration::position, KeptRule{.zero_is_none = true}, Where::json),
    kept("checked_in_at", &Registration::checked_in_at_ms, MomentRule{.zero_is_none = true}),
    kept("checked_in_desk", &Registration::checked_in_desk, KeptRule{}, Where::sql),
};

}  // namespace lastseat
