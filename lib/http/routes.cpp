#include "http/routes.h"

#include <algorithm>
#include <array>
#include <optional>

#include "http/handlers.h"

namespace lastseat::http {
namespace {

constexpr std::array kRoutes{
    Route{"GET", "/api/events", list_events},
    Route{"POST", "/api/events", add_event, Body::json},
    Route{"GET", "/api/events/{code}", show_event},
    Route{"PATCH", "/api/events/{code}", change_event, Body::json},

    Route{"GET", "/api/registrations", list_registrations},
    Route{"POST", "/api/registrations", register_entry, Body::json},
    Route{"GET", "/api/registrations/{id}", show_registration},
    Route{"DELETE", "/api/registrations/{id}", cancel_registration},

    Route{"GET", "/api/students", search_students},
    Route{"GET", "/api/students/{roll}", show_student},
    Route{"PUT", "/api/students/{roll}", put_student, Body::json},

    Route{"POST", "/api/checkins", check_in, Body::json},
    Route{"DELETE", "/api/checkins/{ticket}", undo_check_in},

    Route{"GET", "/api/fest", show_fest},
    Route{"PATCH", "/api/fest", change_fest, Body::json},

    Route{"POST", "/api/import/events", import_events, Body::csv},
    Route{"POST", "/api/import/students", import_students, Body::csv},
    Route{"POST", "/api/demo", load_sample},

    Route{"GET", "/api/export/registrations.csv", export_registrations_csv},
    Route{"GET", "/api/export/registrations.json", export_registrations_json},
    Route{"GET", "/api/export/events.csv", export_events_csv},
    Route{"GET", "/api/export/students.csv", export_students_csv},
    Route{"GET", "/api/export/events/{code}/roster.csv", export_roster_csv},
    Route{"GET", "/api/export/events/{code}/roster.json", export_roster_json},

    Route{"GET", "/api/journal", list_journal},
    Route{"GET", "/healthz", alive},
    Route{"GET", "/readyz", ready},
};

// What matches each {…}, if the path matches the pattern.
std::optional<std::vector<std::string>> names_in(std::string_view pattern, const Target& target) {
  std::vector<std::string> names;
  for (const std::string& segment : target.segments) {
    if (pattern.empty()) return std::nullopt;
    pattern.remove_prefix(1);  // the slash
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    const std::string_view expected = pattern.substr(0, end);
    pattern.remove_prefix(end);
    if (!expected.empty() && expected.front() == '{') {
      if (segment.empty()) return std::nullopt;
      names.push_back(segment);
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
