#include "domain/imports.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE(
    "import students: new, updated and unchanged are counted, and an empty cell changes nothing") {
  Student changed = student("B2");
  changed.email = "";
  changed.phone = "77";
  const ImportStudents command{{{2, student("A1")}, {3, changed}, {4, student("C3")}},
                               {"shoe size"}};
  const ImportStudentsFacts facts{{{}, {student("B2")}, {student("C3")}}};
  const Decision decision = decide(command, facts, kStamp);
  const ImportReport& report = std::get<Imported>(decision.outcome).report;
  CHECK(report.rows == 3);
  CHECK(report.added == 1);
  CHECK(report.updated == 1);
  CHECK(report.unchanged == 1);
  CHECK(report.ignored_columns == std::vector<std::string>{"shoe size"});
  const auto written = changes_of<PutStudentRecord>(decision);
  REQUIRE(written.size() == 2);
  CHECK(written[1].student.email == "B2@example.edu");
  CHECK(written[1].student.phone == "77");
}

TEST_CASE("import students: the same roll twice, in any case, refuses the whole file") {
  const ImportStudents command{{{2, student("A1")}, {3, student("a1")}}, {}};
  const Decision decision = decide(command, ImportStudentsFacts{{{}, {}}}, kStamp);
  CHECK(reason_of(decision.outcome) == Reason::invalid_rows);
  CHECK(decision.changes.empty());
  const ImportReport& report = *std::get<Refused>(decision.outcome).report;
  REQUIRE(report.invalid.size() == 1);
  CHECK(report.invalid[0].line == 3);
  CHECK(report.invalid[0].column == "roll");
}

TEST_CASE(
    "import events: a capacity below the seats taken is named with its row, nothing is applied") {
  Event busy = event(40);
  busy.taken = 30;
  const ImportEvents command{{{2, {"NEW"}, event_fields(5)}, {3, {"ROBO"}, {.capacity = 20}}}, {}};
  const Decision decision = decide(command, ImportEventsFacts{{{}, {.event = busy}}}, kStamp);
  CHECK(reason_of(decision.outcome) == Reason::invalid_rows);
  CHECK(decision.changes.empty());
  const ImportReport& report = *std::get<Refused>(decision.outcome).report;
  REQUIRE(report.invalid.size() == 1);
  CHECK(report.invalid[0].line == 3);
  CHECK(report.invalid[0].column == "capacity");
}

TEST_CASE("import events: more seats promote the waiting list, like every other change") {
  EventFacts facts{.event = event(1), .waiting = {.heads = {waiting_entry(8, 1)}}};
  facts.event->taken = 1;
  facts.event->waiting = 1;
  const ImportEvents command{{{2, {"ROBO"}, {.capacity = 2}}}, {}};
  const Decision decision = decide(command, ImportEventsFacts{{facts}}, kStamp);
  CHECK(std::get<Imported>(decision.outcome).report.updated == 1);
  REQUIRE(changes_of<Promote>(decision).size() == 1);
  CHECK(changes_of<Promote>(decision)[0].seat == 2);
}
