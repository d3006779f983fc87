// A copy of the program, linked with support/kill_points.cpp, is killed at every point where a kill
// could do harm. Then the real program starts with what is left: everything answered is there and
// gets the same answer, everything else is settled by a retry, the mirror is whole and not ahead of
// the database, and `lastseat check` finds nothing.
//
// Each point once, at a random count; LASTSEAT_KILLS=N for N kills, if that is more.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>
#include <span>

#include "support/campaign.h"
#include "support/crowd.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

const std::string kKillable = LASTSEAT_KILLABLE_PROGRAM;
constexpr int kStudents = 3000;  // the most that come before it is killed

constexpr std::size_t kPlacesOfAFest = 8;  // then a new fest: every start reads all of it

// When the point must be reached. A point that is never reached is an error in this test.
enum class During { crowd, stop, start, first_start };

struct Place {
  const char* name;
  During during;
  const char* point;  // see kill_points.cpp; "#" is random, from 1 to `most`
  int most = 1;
};

constexpr std::array kPlaces{
    Place{"before BEGIN", During::crowd, "before:step:BEGIN IMMEDIATE:#", 40},
    Place{"after BEGIN", During::crowd, "after:step:BEGIN IMMEDIATE:#", 40},
    Place{"before a student", During::crowd, "before:step:INSERT INTO students:#", 100},
    Place{"before a registration", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO registrations:#", 100},
    Place{"before a journal row", During::crowd, "before:step:INSERT OR ROLLBACK INTO journal:#",
          100},
    Place{"after a journal row", During::crowd, "after:step:INSERT OR ROLLBACK INTO journal:#",
          100},
    Place{"before a cancellation", During::crowd,
          "before:step:UPDATE registrations SET status = 'cancelled':#", 20},
    Place{"before a promotion", During::crowd,
          "before:step:UPDATE registrations SET status = 'confirmed':#", 3},
    Place{"after a promotion", During::crowd,
          "after:step:UPDATE registrations SET status = 'confirmed':#", 3},
    Place{"before COMMIT", During::crowd, "before:step:COMMIT:#", 40},
    Place{"in COMMIT, half of its frames written", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:1 > half:pwrite:lastseat.db-wal:#", 200},
    Place{"in COMMIT, before its frames", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:1 > before:pwrite:lastseat.db-wal:#", 200},
    Place{"in COMMIT, before its fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:1 > before:fdatasync:lastseat.db-wal:#", 40},
    Place{"in COMMIT, after its fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:1 > after:fdatasync:lastseat.db-wal:#", 40},
    Place{"after COMMIT, before the replies", During::crowd, "after:step:COMMIT:#", 40},
    Place{"before a reply", During::crowd, "before:send:HTTP/1.1 201:#", 100},
    Place{"half a reply sent", During::crowd, "half:send:HTTP/1.1 201:#", 100},
    Place{"after a reply", During::crowd, "after:send:HTTP/1.1 201:#", 100},

    Place{"the mirror half written", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > half:write:.tmp:1", 100},
    Place{"the mirror's first line", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > half:pwrite:.tmp:1", 100},
    Place{"before the mirror's fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > before:fsync:.tmp:1", 100},
    Place{"before the mirror's rename", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > before:rename:registrations.json:1",
          100},
    Place{"after it, before the folder's fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > before:fsync:/data:1", 100},
    Place{"after the folder's fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:# > after:fsync:/data:1", 100},

    Place{"in a checkpoint, half a page", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:10 > half:pwrite:lastseat.db:#", 20},
    Place{"in a checkpoint, before its fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:10 > before:fdatasync:lastseat.db:1"},
    Place{"in a checkpoint, after its fsync", During::crowd,
          "before:step:INSERT OR ROLLBACK INTO journal:10 > after:fdatasync:lastseat.db:1"},

    Place{"stopping, after the last mirror, before the last checkpoint", During::stop,
          "before:step:PRAGMA wal_checkpoint:3"},
    Place{"stopping, half a page", During::stop,
          "before:step:PRAGMA wal_checkpoint:3 > half:pwrite:lastseat.db:#", 5},
    Place{"stopping, before its fsync", During::stop,
          "before:step:PRAGMA wal_checkpoint:3 > before:fdatasync:lastseat.db:1"},
    Place{"stopping, before the WAL is emptied", During::stop,
          "before:step:PRAGMA wal_checkpoint:3 > before:ftruncate:lastseat.db-wal:1"},
    Place{"stopping, after the WAL is emptied", During::stop,
          "before:step:PRAGMA wal_checkpoint:3 > after:ftruncate:lastseat.db-wal:1"},
    Place{"stopping, before the WAL is removed", During::stop, "before:unlink:lastseat.db-wal:1"},

    Place{"starting, the probe of the disk", During::start, "half:write:.tmp:1"},
    Place{"starting, half of the new WAL written", During::start,
          "half:pwrite:lastseat.db-wal-new:1"},
    Place{"starting, before its fsync", During::start, "before:fdatasync:lastseat.db-wal-new:1"},
    Place{"starting, before it takes the WAL's name", During::start,
          "before:rename:lastseat.db-wal:1"},
    Place{"starting, after it took the WAL's name", During::start,
          "after:rename:lastseat.db-wal:1"},
    Place{"starting, half a page of the recovered WAL", During::start, "half:pwrite:lastseat.db:#",
          5},
    Place{"starting, before the fsync of what was recovered", During::start,
          "before:fdatasync:lastseat.db:1"},
    Place{"starting, before the WAL is emptied", During::start,
          "before:ftruncate:lastseat.db-wal:1"},
    Place{"starting, before the page that proves the disk", During::start,
          "before:exec:PRAGMA user_version=:1"},
    Place{"starting, half of that page", During::start,
          "before:exec:PRAGMA user_version=:1 > half:pwrite:lastseat.db-wal:#", 2},
    Place{"starting, before its COMMIT", During::start, "before:exec:COMMIT:1"},
    Place{"starting, after its COMMIT", During::start, "after:exec:COMMIT:1"},

    Place{"a new fest, its first page", During::first_start, "half:pwrite:lastseat.db:1"},
    Place{"a new fest, before its number", During::first_start,
          "before:exec:PRAGMA application_id=:1"},
    Place{"a new fest, before its tables", During::first_start,
          "after:exec:PRAGMA application_id=:1"},
    Place{"a new fest, after its tables", During::first_start,
          "before:exec:PRAGMA user_version=:1"},
    Place{"a new fest, before COMMIT", During::first_start, "before:exec:COMMIT:1"},
    Place{"a new fest, half of its frames", During::first_start, "half:pwrite:lastseat.db-wal:#",
          5},
    Place{"a new fest, before its fsync", During::first_start,
          "before:fdatasync:lastseat.db-wal:1"},
    Place{"a new fest, after COMMIT", During::first_start, "after:exec:COMMIT:1"},
    Place{"a new fest, before its first mirror", During::first_start,
          "before:rename:registrations.json:1"},
};

constexpr int kRows = 1000;
constexpr std::array kImportPlaces{
    Place{"half of the rows", During::crowd, "before:step:INSERT INTO students:#", kRows},
    Place{"before its journal row", During::crowd, "before:step:INSERT OR ROLLBACK INTO journal:1"},
    Place{"before COMMIT", During::crowd, "before:step:COMMIT:1"},
    Place{"half of its frames", During::crowd,
          "before:step:INSERT INTO students:1 > half:pwrite:lastseat.db-wal:#", 4},
    Place{"before its fsync", During::crowd,
          "before:step:INSERT INTO students:1 > before:fdatasync:lastseat.db-wal:1"},
    Place{"after COMMIT", During::crowd, "after:step:COMMIT:1"},
};

int rounds(std::size_t points) {
  return std::max(1, count_from("LASTSEAT_KILLS", 0) / static_cast<int>(points));
}

Environment kill_at(const Place& place, std::mt19937& random) {
  std::string point = place.point;
  const int count = std::uniform_int_distribution<int>(1, place.most)(random);
  if (const std::size_t at = point.find('#'); at != std::string::npos) {
    point.replace(at, 1, std::to_string(count));
  }
  return {{"LASTSEAT_KILL", point}};
}

void expect_killed(Process& process) {
  const int end = process.wait();
  REQUIRE_MESSAGE(end == -SIGKILL, process.err());
}

void kill_a_start(const std::filesystem::path& data, const Environment& kill) {
  Process process(serve_words(data, kKillable), kill);
  expect_killed(process);
}

// The mirror is whole, and contains nothing that the database lacks.
void check_mirror(const std::string& text, const Desk& desk) {
  if (text.empty()) return;  // it does not exist yet: our files are never empty
  const json mirror = json::parse(text, nullptr, false);
  REQUIRE_MESSAGE(mirror.is_object(), text);
  if (mirror["version"] > 0) {
    const std::int64_t before = mirror["version"].get<std::int64_t>() - 1;
    const json rows = fetch(desk, "/api/journal?limit=1&after=" + std::to_string(before));
    REQUIRE(rows.dump().find("\"seq\":" + mirror["version"].dump()) != std::string::npos);
  }
  std::set<std::string> known;
  for (const json& entry : exported_registrations(desk)) known.insert(entry["ticket"]);
  for (const json& entry : mirror["registrations"]) REQUIRE(known.contains(entry["ticket"]));
}

// Starts the real program with what a kill left behind, checks everything, and stops it.
void judge(const std::filesystem::path& data, Crowd& crowd, bool all) {
  const std::string mirror = text_of(data / "registrations.json");
  {
    Desk desk(data);
    check_mirror(mirror, desk);
    crowd.ask_again(desk);
    if (all) crowd.ask_all_again(desk);
    crowd.check_list(exported_registrations(desk));
    REQUIRE(desk.stop() == 0);
  }
  const Finished check = command_line({"check", "--data", data.string()});
  REQUIRE_MESSAGE(check.code == 0, check.out);
}

void kill_at_once(const Place& place, const Environment& kill, const std::filesystem::path& data,
                  Crowd& crowd) {
  if (place.during == During::start) {
    Desk desk(data);  // leaves a WAL to recover
    crowd.come(desk, 20);
    desk.process().signal(SIGKILL);
    REQUIRE(desk.process().wait() == -SIGKILL);
    return kill_a_start(data, kill);
  }
  Desk desk(data, kill, kKillable);
  crowd.come(desk, place.during == During::stop ? 50 : kStudents);
  if (place.during == During::stop) desk.process().signal(SIGTERM);
  expect_killed(desk.process());
}

// One after another in one fest. Returns the number of kills.
std::size_t kill_at_each(std::span<const Place> places, std::mt19937& random) {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  Crowd crowd;
  std::size_t kills = 0;
  for (const Place& place : places) {
    if (place.during == During::first_start) continue;
    const Environment kill = kill_at(place, random);
    CAPTURE(std::string(place.name));
    CAPTURE(kill.front().second);
    kill_at_once(place, kill, data, crowd);
    judge(data, crowd, false);
    ++kills;
  }
  judge(data, crowd, true);
  return kills;
}

httplib::Result import_students(const Desk& desk, const std::string& csv) {
  httplib::Client client = desk.client();
  return client.Post("/api/import/students", {{"Idempotency-Key", "import"}}, csv, "text/csv");
}

// The import on the command line, or the one on the page.
void kill_an_import(const Environment& kill, bool on_page, bool committed) {
  std::string csv = "roll,name\n";
  for (int i = 0; i < kRows; ++i) csv += "R" + std::to_string(i) + ",Student\n";
  const TemporaryFolder folder;
  const auto data = folder / "data";
  if (on_page) {
    Desk desk(data, kill, kKillable);
    CHECK_FALSE(import_students(desk, csv));
    expect_killed(desk.process());
  } else {
    write_text(folder / "students.csv", csv);
    const auto file = (folder / "students.csv").string();
    Process import({kKillable, "import", "students", file, "--data", data.string()}, kill);
    expect_killed(import);
  }
  Crowd nobody;
  judge(data, nobody, false);
  Desk desk(data);
  const auto students = [&] {
    httplib::Client client = desk.client();
    const std::string found = client.Get("/api/export/students.csv")->body;
    return std::count(found.begin(), found.end(), '\n') - 1;  // without the column names
  };
  const auto found = students();
  CHECK((found == kRows || (found == 0 && !committed)));
  CHECK(import_students(desk, csv)->status == 200);
  CHECK(students() == kRows);
}

}  // namespace

TEST_CASE("kill -9 at every named point: nothing answered is lost or changed") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const int all = rounds(kPlaces.size());
  std::size_t kills = 0;
  for (int round = 0; round < all; ++round) {
    for (std::size_t first = 0; first < kPlaces.size(); first += kPlacesOfAFest) {
      const std::size_t count = std::min(kPlacesOfAFest, kPlaces.size() - first);
      kills += kill_at_each({kPlaces.data() + first, count}, random);
    }
  }
  MESSAGE(kills << " kills");
}

TEST_CASE("kill -9 while a new fest is created: the next start creates it completely") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const int all = rounds(kPlaces.size());
  for (int round = 0; round < all; ++round) {
    for (const Place& place : kPlaces) {
      if (place.during != During::first_start) continue;
      const Environment kill = kill_at(place, random);
      CAPTURE(std::string(place.name));
      CAPTURE(kill.front().second);
      const TemporaryFolder folder;
      kill_a_start(folder / "data", kill);
      Crowd nobody;
      judge(folder / "data", nobody, false);
    }
  }
}

TEST_CASE("kill -9 during an import: all of its rows or none, and a retry imports all") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const int all = rounds(kPlaces.size());
  for (int round = 0; round < all; ++round) {
    for (const Place& place : kImportPlaces) {
      const Environment kill = kill_at(place, random);
      CAPTURE(kill.front().second);
      for (const bool on_page : {false, true}) {
        CAPTURE(on_page);
        kill_an_import(kill, on_page, std::string(place.point).starts_with("after"));
      }
    }
  }
}
