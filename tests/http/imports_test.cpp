// Imports and exports over HTTP.
#include <doctest/doctest.h>

#include "domain/limits.h"
#include "http/running_server.h"
#include "store/events.h"
#include "store/students.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr const char* kEvents =
    "code,title,starts_at,ends_at,capacity,fee,shoe\r\n"
    "ROBO,Robo Race,2027-01-22T09:00,2027-01-22T10:00,40,300.50,9\r\n"
    "LINE,Line Follower,2027-01-22T09:00,2027-01-22T10:00,10,,\r\n";

}  // namespace

TEST_CASE("import: a whole file is one command, and a dry run is no command") {
  RunningServer server;
  const Got dry =
      server.post("/api/import/events?dry_run=true", kEvents, {}, "text/csv; charset=utf-8");
  CHECK(dry.status == 200);
  CHECK(
      dry.json() ==
      Json::parse(
          R"({"rows":2,"new":2,"updated":0,"unchanged":0,"invalid":[],"ignored_columns":["shoe"]})"));
  CHECK(server.journal_length() == 0);
  const Got imported = server.import("events", kEvents);
  CHECK(imported.status == 200);
  CHECK(imported.json()["new"] == 2);
  CHECK(imported.json()["outcome"] == "imported");
  CHECK(server.journal_length() == 1);
  CHECK(server.get("/api/events/ROBO").json()["fee_minor"] == 30050);
  CHECK(server.import("events", kEvents).json()["unchanged"] == 2);
  const Got students = server.import("students", "roll,name\n1,Asha\n2021/CS/045,Ben\n");
  CHECK(students.json()["new"] == 2);
  CHECK(server.get("/api/students/2021%2FCS%2F045").json()["name"] == "Ben");
}

TEST_CASE("import: with one unreadable row, nothing of the file is applied") {
  RunningServer server;
  // Line 2 cannot be read, line 3 is fine, line 4 repeats the code of line 3: both stages report.
  const std::string csv =
      "code,title,starts_at,ends_at,capacity\n"
      "A,A,2027-02-30T09:00,2027-01-22T10:00,4\n"
      "B,B,2027-01-22T09:00,2027-01-22T10:00,4\n"
      "b,B,2027-01-22T09:00,2027-01-22T10:00,4\n";
  const Got refused = server.import("events", csv);
  CHECK(refused.status == 422);
  CHECK(refused.reason() == "invalid_rows");
  CHECK(refused.json()["status"] == 422);
  CHECK(refused.json()["rows"] == 3);
  REQUIRE(refused.json()["invalid"].size() == 2);
  CHECK(refused.json()["invalid"][0]["line"] == 2);
  CHECK(refused.json()["invalid"][0]["column"] == "starts_at");
  CHECK(refused.json()["invalid"][1]["line"] == 4);
  CHECK(refused.json()["invalid"][1]["column"] == "code");
  const Got dry = server.post("/api/import/events?dry_run=1", csv, {}, "text/csv");
  CHECK(dry.status == 200);
  CHECK(dry.json()["invalid"] == refused.json()["invalid"]);
  CHECK(server.journal_length() == 0);
  CHECK(server.reader().read(all_events).events.empty());
}

TEST_CASE("import: hostile files are refused with their place, and nothing is applied") {
  RunningServer server;
  struct Case {
    const char* what;
    std::string csv;
    int status;
  };
  const std::string head = "roll,name\n";
  const std::vector<Case> cases{
      {"empty", "", 400},
      {"no such columns", "a,b\n1,2\n", 400},
      {"a column twice", "roll,name,name\n1,A,B\n", 400},
      {"a quote that stays open", head + "1,\"A\n2,B\n", 400},
      {"text after a quote", head + "1,\"A\"B\n", 400},
      {"bytes that are not UTF-8", head + "1,\xff\xfe\n", 400},
      {"half a UTF-16 file", "\xff\xfe" + std::string("r\0o\0l", 5), 400},
      {"a zero byte", head + std::string("1,A\0B\n", 6), 400},
      {"a name that is too long", head + "1," + std::string(300, 'x') + "\n", 422},
      {"no roll", head + ",A\n", 422},
      {"too few cells are empty ones", head + "1\n", 422},
      {"a row without end", head + "1,\"" + std::string(600'000, 'x') + "\"\n", 400},
  };
  for (const Case& each : cases) {
    const Got refused = server.import("students", each.csv);
    CHECK_MESSAGE((refused.status == 400 || refused.status == 422), each.what, refused.body);
    CHECK_MESSAGE(refused.status == each.status, each.what, refused.body);
    CHECK(refused.header("Content-Type") == "application/problem+json");
  }
  CHECK(server.journal_length() == 0);
  // Problems that only the rules can see are refused by the rules, and journalled like any refusal.
  CHECK(server.import("students", head + "a,A\nA,B\n").json()["invalid"][0]["line"] == 3);
  CHECK(server.journal_length() == 1);
  CHECK(server.reader().read(find_students, "", 9).empty());
  CHECK(server.post("/api/import/students", head + "1,A\n", {}, "application/json").status == 415);
  CHECK(server.post("/api/import/students?dryrun=true", head + "1,A\n", {}, "text/csv").mistake() ==
        "dryrun");
  CHECK(server.journal_length() == 1);
}

TEST_CASE("import: megabytes are accepted here, and nowhere else") {
  RunningServer server;
  std::string csv = "roll,name\n";
  for (int i = 0; i < 20'000; ++i) csv += std::to_string(i) + ",Student with a longer name\n";
  const Got imported = server.import("students", csv);
  CHECK(imported.status == 200);
  CHECK(imported.json()["new"] == 20'000);
  CHECK(server.put("/api/students/1", R"({"name":")" + csv + "\"}").status == 413);
  const Got export_csv = server.get("/api/export/students.csv");
  CHECK(export_csv.body.substr(0, 3) == "\xEF\xBB\xBF");
  CHECK(std::count(export_csv.body.begin(), export_csv.body.end(), '\n') == 20'001);
  CHECK(server.import("students", export_csv.body).json()["unchanged"] == 20'000);
}

TEST_CASE("export: registrations and a roster, as CSV and JSON, with a file name") {
  RunningServer server;
  server.add_event("ROBO", 1);
  server.post("/api/registrations", R"({"event":"ROBO","roll":"007","student":{"name":"=1+1"}})");
  server.post("/api/registrations", server.walk_in("ROBO", "2", true));
  const Got csv = server.get("/api/export/registrations.csv");
  CHECK(csv.status == 200);
  CHECK(csv.header("Content-Type") == "text/csv; charset=utf-8");
  CHECK(csv.header("Content-Disposition") == "attachment; filename=\"registrations.csv\"");
  CHECK(csv.body.find("'=1+1") != std::string::npos);
  const Got json = server.get("/api/export/registrations.json?status=waiting");
  CHECK(json.json().dump().find("Student 2") != std::string::npos);
  CHECK(json.json().dump().find("007") == std::string::npos);
  const Got roster = server.get("/api/export/events/robo/roster.csv");
  CHECK(roster.header("Content-Disposition") == "attachment; filename=\"roster-ROBO.csv\"");
  CHECK(roster.body.find("007") < roster.body.find("Student 2"));
  CHECK(server.get("/api/export/events/NOPE/roster.csv").status == 404);
  CHECK(server.get("/api/export/registrations.csv?color=1").status == 422);
  CHECK(server.get("/api/export/events.csv").body.find("Robo Race") != std::string::npos);
}

TEST_CASE("demo: the sample fest is loaded only into an empty one") {
  RunningServer server;
  const Got loaded = server.post("/api/demo", "");
  REQUIRE_MESSAGE(loaded.status == 200, loaded.body);
  CHECK(loaded.json()["events"]["new"].get<int>() > 0);
  CHECK(loaded.json()["students"]["new"].get<int>() > 0);
  const Got again = server.post("/api/demo", "");
  CHECK(again.status == 409);
  CHECK(again.reason() == "not_empty");
  CHECK(server.journal_length() == 2);
}
