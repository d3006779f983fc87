// Which file may include which. An include path that finds everything enforces nothing: this does.
#include <doctest/doctest.h>

#include <algorithm>
#include <optional>

#include "structure/sources.h"

using namespace lastseat::test;

namespace {

using Names = std::vector<std::string_view>;

// The floors, from the bottom up: what each may include besides its own folder. A folder or file
// with a row of its own is held to that row alone.
struct Floor {
  std::string_view folder;
  Names may;
};
const std::vector<Floor> kFloors{
    {"text", {}},
    {"platform", {}},
    {"words", {"text"}},
    {"domain", {"text"}},
    {"domain/values", {"domain/limits.h", "text"}},
    {"json", {"domain", "text"}},
    {"json/syntax", {"domain/values", "text"}},
    {"store", {"domain", "json", "platform", "text"}},
    {"store/sqlite", {"domain/limits.h", "platform", "text"}},
    {"store/values", {"domain/values", "store/sqlite", "text"}},
    {"writer", {"domain", "store"}},
    {"files", {"domain", "json", "platform", "store", "text"}},
    {"live", {"domain", "files", "json", "platform", "store", "text"}},
    {"http", {"domain", "files", "json", "live", "store", "text", "words", "writer"}},
    {"http/net", {"json/syntax", "platform", "text", "words"}},
    {"prove", {"domain", "files", "platform", "store", "text", "words", "writer"}},
    {"app",
     {"domain", "files", "http", "json", "live", "platform", "store", "text", "words", "writer"}},
    {"app/prove.cpp", {"app", "prove", "text", "words"}},
};

// On these floors each file is a room, named by its noun, or a part of one ("events_body" is of
// "events"). Folders are no rooms, nor what stands here: a list joins all rooms, and what is shared
// serves them.
struct Rooms {
  std::string_view floor;
  Names lists;
  Names shared;
};
const std::vector<Rooms> kRooms{
    {"domain", {"change", "command", "decision", "outcome"}, {"limits"}},
    {"json", {"command", "outcome"}, {"table", "values"}},
    {"store", {"journal/ledger"}, {}},
    {"http",
     {"routes"},
     {"call", "dispatch", "heads", "health", "limits", "pages", "paging", "refusals",
      "registration_filter", "server", "status", "submit", "web_files"}},
};

struct Exception {
  std::string_view from;
  std::string_view to;
  std::string_view reason;
};
const std::vector<Exception> kExceptions{
    {"http/call.h", "http/events_body.h",
     "the list of events is made once for all requests, so what they share holds it"},
};

const Floor* floor_of(std::string_view file) {
  const Floor* best = nullptr;
  for (const Floor& floor : kFloors) {
    const bool closer = !best || floor.folder.size() > best->folder.size();
    if (closer && is_within(file, floor.folder)) best = &floor;
  }
  return best;
}

bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Place {
  enum class Kind { room, list, shared };

  std::string_view floor;
  Kind kind;
  std::string_view noun;  // of a room
};

// Absent on floors without rooms.
std::optional<Place> place_of(std::string_view file) {
  for (const Rooms& rooms : kRooms) {
    if (!is_within(file, rooms.floor)) continue;
    std::string_view stem = file.substr(rooms.floor.size() + 1);
    stem = stem.substr(0, stem.rfind('.'));
    if (contains(rooms.lists, stem)) return Place{rooms.floor, Place::Kind::list, {}};
    const bool in_folder = stem.find('/') != std::string_view::npos;
    if (in_folder || contains(rooms.shared, stem)) {
      return Place{rooms.floor, Place::Kind::shared, {}};
    }
    return Place{rooms.floor, Place::Kind::room, stem.substr(0, stem.find('_'))};
  }
  return std::nullopt;
}

bool is_exception(const Include& include) {
  return std::any_of(kExceptions.begin(), kExceptions.end(), [&](const Exception& each) {
    return each.from == include.from && each.to == include.to;
  });
}

std::string allowed(const Names& names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "only " : ", ").append(name);
  return text.empty() ? "nothing of ours" : text;
}

// What is wrong with it; empty if nothing is.
std::string floor_fault(const Include& include) {
  const Floor* floor = floor_of(include.from);
  if (!floor) return text_of(include) + ": the table of floors does not name this folder";
  if (is_within(include.to, floor->folder)) return {};
  const auto holds = [&](std::string_view folder) { return is_within(include.to, folder); };
  if (std::any_of(floor->may.begin(), floor->may.end(), holds)) return {};
  return text_of(include) + ": " + std::string(floor->folder) + " may include " +
         allowed(floor->may);
}

std::string room_fault(const Include& include) {
  using Kind = Place::Kind;
  const std::optional<Place> from = place_of(include.from);
  const std::optional<Place> to = place_of(include.to);
  if (!from || !to || is_exception(include)) return {};
  const std::string noun(to->noun);
  if (to->kind == Kind::room && from->kind == Kind::shared) {
    return text_of(include) + ": what the rooms share includes no room, but this is of " + noun;
  }
  if (to->kind == Kind::room && from->kind == Kind::room && from->noun != to->noun) {
    return text_of(include) + ": a room includes its own noun only, " + std::string(from->noun) +
           ", but this is of " + noun;
  }
  const bool own_list = to->kind == Kind::list && from->floor == to->floor;
  if (own_list && from->kind == Kind::room && include.from.ends_with(".h")) {
    return text_of(include) + ": the lists include the rooms' headers, not the other way round";
  }
  return {};
}

Include include(const std::string& from, const std::string& to) { return {from, 7, to, true, to}; }

}  // namespace

TEST_CASE("every include in quotes is written as its path from lib, or from app in app") {
  for (const Include& include : sources().includes()) {
    if (include.quoted) CHECK_MESSAGE(!include.to.empty(), text_of(include), ": no such file");
  }
}

TEST_CASE("a floor includes only the floors below it that the table names") {
  for (const Include& include : sources().includes()) {
    if (include.to.empty()) continue;
    const std::string fault = floor_fault(include);
    CHECK_MESSAGE(fault.empty(), fault);
  }
}

TEST_CASE("a room includes its own noun, what the rooms share and the lists, never another room") {
  for (const Include& include : sources().includes()) {
    const std::string fault = room_fault(include);
    CHECK_MESSAGE(fault.empty(), fault);
  }
}

TEST_CASE("the tables name nothing that is not there, and no exception that nothing needs") {
  const auto& files = sources().files();
  const auto is_there = [&](std::string_view path) {
    return std::any_of(files.begin(), files.end(),
                       [&](const std::string& file) { return is_within(file, path); });
  };
  for (const Floor& floor : kFloors) {
    CHECK_MESSAGE(is_there(floor.folder), floor.folder);
    for (const std::string_view each : floor.may) CHECK_MESSAGE(is_there(each), each);
  }
  for (const Rooms& rooms : kRooms) {
    for (const Names& names : {rooms.lists, rooms.shared}) {
      for (const std::string_view name : names) {
        const std::string file = std::string(rooms.floor) + "/" + std::string(name) + ".h";
        CHECK_MESSAGE(files.count(file) == 1, file);
      }
    }
  }
  for (const Exception& each : kExceptions) {
    const auto is_used = [&](const Include& include) {
      return include.from == each.from && include.to == each.to;
    };
    const auto& includes = sources().includes();
    CHECK_MESSAGE(std::any_of(includes.begin(), includes.end(), is_used), each.from);
  }
}

TEST_CASE("the tables are from the bottom up: a floor names only floors that stand before it") {
  for (auto floor = kFloors.begin(); floor != kFloors.end(); ++floor) {
    for (const std::string_view each : floor->may) {
      const bool before = std::any_of(kFloors.begin(), floor, [&](const Floor& lower) {
        return is_within(each, lower.folder);
      });
      CHECK_MESSAGE(before, floor->folder, " may include ", each);
    }
  }
}

TEST_CASE("a wrong include is found, with its line and the rule") {
  CHECK(floor_fault(include("domain/events.cpp", "json/values.h")) ==
        R"(lib/domain/events.cpp:7: #include "json/values.h": domain may include only text)");
  CHECK(floor_fault(include("text/time.cpp", "domain/limits.h")) ==
        R"(lib/text/time.cpp:7: #include "domain/limits.h": text may include nothing of ours)");
  CHECK(floor_fault(include("app/serve.cpp", "prove/race.h")) != "");
  CHECK(floor_fault(include("app/prove.cpp", "prove/race.h")) == "");
  CHECK(floor_fault(include("http/submit.cpp", "prove/report.h")) != "");
  CHECK(floor_fault(include("http/net/http.cpp", "json/command.h")) != "");
  CHECK(floor_fault(include("domain/values/seats.h", "domain/command.h")) != "");
  CHECK(floor_fault(include("new_floor/a.cpp", "text/time.h")) != "");

  CHECK(room_fault(include("json/events.cpp", "json/students.h")) ==
        R"(lib/json/events.cpp:7: #include "json/students.h": )"
        "a room includes its own noun only, events, but this is of students");
  CHECK(room_fault(include("store/students.cpp", "domain/registrations.h")) != "");
  CHECK(room_fault(include("http/submit.cpp", "http/events.h")) != "");
  CHECK(room_fault(include("store/journal/check.cpp", "store/events.h")) != "");
  CHECK(room_fault(include("domain/events.h", "domain/decision.h")) != "");
  CHECK(room_fault(include("domain/events.cpp", "domain/decision.h")) == "");
  CHECK(room_fault(include("store/journal/ledger.cpp", "store/events.h")) == "");
  CHECK(room_fault(include("http/events_body.cpp", "store/events.h")) == "");
  CHECK(room_fault(include("files/export.cpp", "store/events.h")) == "");
}
