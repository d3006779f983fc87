#include "http/routes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "domain/command.h"
#include "http/events.h"
#include "http/exports.h"
#include "http/fest.h"
#include "http/health.h"
#include "http/imports.h"
#include "http/journal.h"
#include "http/registrations.h"
#include "http/students.h"
#include "http/submit.h"

namespace lastseat::http {
namespace {

Lane here(Call&) { return Lane::here; }
Lane reader(Call&) { return Lane::reader; }
Lane slow(Call&) { return Lane::slow; }

constexpr Route reads(std::string_view pattern, Role role, Handler handler,
                      Lane (*lane)(Call&) = reader) {
  return {"GET", pattern, role, Body::none, {}, handler, lane};
}

// The command is made of the names in the path and of the body.
template <class C>
constexpr Route changes(std::string_view method, std::string_view pattern, Role role, Body body) {
  return {method, pattern, role, body, C::kName, change<C>, here};
}

// It has a handler of its own.
template <class C>
constexpr Route changes(std::string_view method, std::string_view pattern, Role role, Body body,
                        Handler handler, Lane (*lane)(Call&)) {
  return {method, pattern, role, body, C::kName, handler, lane};
}

constexpr Role kAnyone = Role::anyone;
constexpr Role kDoor = Role::door;
constexpr Role kDesk = Role::desk;
constexpr Role kOrganizer = Role::organizer;

constexpr std::array kRoutes{
    reads("/api/events", kAnyone, list_events, lane_of_events),
    reads("/api/events/{code}", kAnyone, show_event),
    changes<AddEvent>("POST", "/api/events", kOrganizer, Body::json, add_event, here),
    changes<ChangeEvent>("PATCH", "/api/events/{code}", kOrganizer, Body::json, change_event,
                         reader),

    reads("/api/registrations", kDesk, list_registrations),
    reads("/api/registrations/{id}", kDesk, show_registration),
    changes<Register>("POST", "/api/registrations", kDesk, Body::json, register_entry, here),
    changes<Cancel>("DELETE", "/api/registrations/{id}", kDesk, Body::none),

    reads("/api/students", kDesk, search_students),
    reads("/api/students/{roll}", kDesk, show_student),
    changes<PutStudent>("PUT", "/api/students/{roll}", kDesk, Body::json),
    changes<Erase>("DELETE", "/api/students/{roll}", kOrganizer, Body::none),

    changes<CheckIn>("POST", "/api/checkins", kDoor, Body::json),
    changes<UndoCheckIn>("DELETE", "/api/checkins/{ticket}", kDoor, Body::none),

    reads("/api/fest", kDesk, show_fest),
    changes<ChangeFest>("PATCH", "/api/fest", kOrganizer, Body::json),

    changes<ImportEvents>("POST", "/api/import/events", kOrganizer, Body::csv, import_events, slow),
    changes<ImportStudents>("POST", "/api/import/students", kOrganizer, Body::csv, import_students,
                            slow),
    changes<ImportEvents>("POST", "/api/demo", kOrganizer, Body::none, load_sample, reader),

    reads("/api/export/registrations.csv", kOrganizer, export_registrations_csv, slow),
    reads("/api/export/registrations.json", kOrganizer, export_registrations_json, slow),
    reads("/api/export/events.csv", kOrganizer, export_events_csv, slow),
    reads("/api/export/students.csv", kOrganizer, export_students_csv, slow),
    reads("/api/export/events/{code}/roster.csv", kOrganizer, export_roster_csv, slow),
    reads("/api/export/events/{code}/roster.json", kOrganizer, export_roster_json, slow),

    reads("/api/journal", kDesk, list_journal),
    reads("/healthz", kAnyone, alive, here),
    reads("/readyz", kAnyone, ready, here),
};

// The values of the {name}s, if the path matches the pattern.
std::optional<std::vector<std::pair<std::string, std::string>>> names_in(std::string_view pattern,
                                                                         const Target& target) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const std::string& segment : target.segments) {
    if (pattern.empty()) return std::nullopt;
    pattern.remove_prefix(1);  // the slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view expected = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (!expected.empty() && expected.front() == '{') {
      if (segment.empty()) return std::nullopt;
      names.emplace_back(expected.substr(1, expected.size() - 2), segment);
    } else if (segment != expected) {
      return std::nullopt;
    }
  }
  if (!pattern.empty()) return std::nullopt;
  return names;
}

}  // namespace

std::span<const Route> routes() { return kRoutes; }

Match match(std::string_view method, const Target& target) {
  if (method == "HEAD") method = "GET";
  for (const Route& route : kRoutes) {
    if (route.method != method) continue;
    auto names = names_in(route.pattern, target);
    if (names) return {.route = &route, .names = *std::move(names)};
  }
  Match out;
  for (const Route& route : kRoutes) {
    if (!names_in(route.pattern, target)) continue;
    out.allowed.emplace_back(route.method);
    if (route.method == "GET") out.allowed.emplace_back("HEAD");
  }
  return out;
}

}  // namespace lastseat::http
