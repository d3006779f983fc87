#include "http/status.h"

#include <optional>
#include <variant>

#include "domain/outcome.h"

namespace lastseat::http {
namespace {

// Tries every alternative of Outcome, from the i-th on. 0 if none has this name.
template <std::size_t i = 0>
int status_of_success(std::string_view name) {
  if constexpr (i < std::variant_size_v<Outcome>) {
    using Each = std::variant_alternative_t<i, Outcome>;
    if constexpr (requires { Each::kName; }) {
      if (Each::kName == name) return requires {
          Each::kCreates;
        }
      ? 201 : 200;
    }
    return status_of_success<i + 1>(name);
  }
  return 0;
}

}  // namespace

int status_of(Reason reason) {
  switch (reason) {
    case Reason::unknown_event:
    case Reason::unknown_student:
    case Reason::unknown_registration:
    case Reason::unknown_ticket:
      return 404;
    case Reason::event_changed:
      return 412;
    case Reason::invalid_event:
    case Reason::invalid_rows:
      return 422;
    case Reason::event_closed:
    case Reason::team_size:
    case Reason::already_registered:
    case Reason::time_clash:
    case Reason::limit_reached:
    case Reason::event_full:
    case Reason::waitlist_full:
    case Reason::already_cancelled:
    case Reason::not_confirmed:
    case Reason::already_checked_in:
    case Reason::not_checked_in:
    case Reason::event_exists:
    case Reason::capacity_below_taken:
    case Reason::already_erased:
      return 409;
  }
  return 500;
}

int status_of(std::string_view outcome) {
  if (const int status = status_of_success(outcome); status != 0) return status;
  const std::optional<Reason> reason = value_named<Reason>(outcome);
  return reason ? status_of(*reason) : 500;
}

}  // namespace lastseat::http
