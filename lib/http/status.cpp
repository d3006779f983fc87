#include "http/status.h"

#include <array>
#include <utility>

namespace lastseat::http {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 31> kStatuses{{
    {"confirmed", 201},
    {"waitlisted", 201},
    {"cancelled", 200},
    {"checked_in", 201},
    {"check_in_undone", 200},
    {"event_added", 201},
    {"event_changed", 200},
    {"student_added", 201},
    {"student_changed", 200},
    {"imported", 200},
    {"fest_changed", 200},

    {"unknown_event", 404},
    {"unknown_student", 404},
    {"unknown_registration", 404},
    {"unknown_ticket", 404},

    {"event_closed", 409},
    {"team_size", 409},
    {"already_registered", 409},
    {"time_clash", 409},
    {"limit_reached", 409},
    {"event_full", 409},
    {"waitlist_full", 409},
    {"already_cancelled", 409},
    {"not_confirmed", 409},
    {"already_checked_in", 409},
    {"not_checked_in", 409},
    {"event_exists", 409},
    {"capacity_below_taken", 409},

    {"event_changed_meanwhile", 412},

    {"invalid_event", 422},
    {"invalid_rows", 422},
}};

}  // namespace

int status_of(std::string_view outcome) {
  for (const auto& [name, status] : kStatuses) {
    if (name == outcome) return status;
  }
  return 500;
}

}  // namespace lastseat::http
