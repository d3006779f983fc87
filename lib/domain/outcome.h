// The list of all outcomes: what decide() may answer. kCreates marks an outcome that created
// something. Plain values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "domain/checkins.h"
#include "domain/events.h"
#include "domain/fest.h"
#include "domain/imports.h"
#include "domain/registrations.h"
#include "domain/students.h"
#include "domain/values/refused.h"

namespace lastseat {

using Outcome = VariantOf<RegistrationOutcomes, CheckinOutcomes, EventOutcomes, StudentOutcomes,
                          ImportOutcomes, FestOutcomes, Types<Refused>>;

// "confirmed", "waitlisted" …; for a refusal, the name of its reason.
inline std::string_view name(const Outcome& outcome) {
  return std::visit(
      [](const auto& each) {
        if constexpr (requires { each.reason; }) {
          return name(each.reason);
        } else {
          return each.kName;
        }
      },
      outcome);
}

// What the command promised, in numbers and codes (values/effect.h).
inline std::string effect_of(const Outcome& outcome) {
  return std::visit([](const auto& each) { return effect_of(each); }, outcome);
}

inline std::string_view event_of(const Outcome& outcome) {
  return std::visit([](const auto& each) { return event_of(each); }, outcome);
}

}  // namespace lastseat
