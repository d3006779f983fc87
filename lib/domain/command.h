// The list of all commands. Every change of state is one of these values, and passes through the
// writer's queue: there is no other way to change anything. Plain values; any thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <variant>

#include "domain/checkins.h"
#include "domain/events.h"
#include "domain/fest.h"
#include "domain/imports.h"
#include "domain/registrations.h"
#include "domain/students.h"

namespace lastseat {

using Command = VariantOf<RegistrationCommands, CheckinCommands, EventCommands, StudentCommands,
                          ImportCommands, FestCommands>;

// "register", "cancel" …: its name in the journal and in the API.
inline std::string_view name(const Command& command) {
  return std::visit([](const auto& each) { return each.kName; }, command);
}

// The version of its spelling and of its rule. A form that was released can be read and decided for
// ever; an optional field with a default needs no new one.
inline int form_of(const Command& command) {
  return std::visit([](const auto& each) { return each.kForm; }, command);
}

inline std::string_view event_of(const Command& command) {
  return std::visit([](const auto& each) { return event_of(each); }, command);
}

// The weight in a batch: the number of rows of an import; 1 for any other command.
inline std::size_t weight_of(const Command& command) {
  return std::visit(
      [](const auto& each) -> std::size_t {
        if constexpr (requires { each.rows.size(); }) {
          return std::max<std::size_t>(1, each.rows.size());
        }
        return 1;
      },
      command);
}

}  // namespace lastseat
