#include "prove/half.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include "prove/experiment.h"
#include "support/temporary_folder.h"

using namespace lastseat::prove;
using lastseat::test::cell;
using lastseat::test::columns;
using lastseat::test::kills;
using lastseat::test::TemporaryFolder;

TEST_CASE("a pair is whole if the seats taken equal the registrations") {
  CHECK(Pair{0, 0}.whole());
  CHECK(Pair{3, 3}.whole());
  CHECK_FALSE(Pair{3, 2}.whole());
  CHECK_FALSE(Pair{2, 3}.whole());

  const TemporaryFolder folder;
  const auto file = folder / "half.db";
  {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec(
        "CREATE TABLE events (id INTEGER PRIMARY KEY, seats INTEGER);"
        "CREATE TABLE registrations (event INTEGER, roll TEXT);"
        "INSERT INTO events VALUES (1, 999998), (2, 1000000);"
        "INSERT INTO registrations VALUES (1, 'A'), (1, 'B'), (2, 'C')");
  }
  CHECK(pair_of(file, 1).whole());
  CHECK(pair_of(file, 1).registrations == 2);
  CHECK_FALSE(pair_of(file, 2).whole());
  CHECK_THROWS(pair_of(file, 3));
}

TEST_CASE("half: two separate statements leave half states behind, one transaction never does") {
  const Report report = half({.seed = 1, .kills = kills(), .program = LASTSEAT_PROGRAM});
  CAPTURE(table_of(report));
  REQUIRE(columns(report) == std::vector<std::string>{"way", "moment", "kills", "whole", "half"});
  REQUIRE(report.rows.size() == 4);
  for (std::size_t row = 0; row < 4; ++row) {
    CHECK(cell(report, row, 2) > 0);
    CHECK(cell(report, row, 3) + cell(report, row, 4) == cell(report, row, 2));
  }
  CHECK(cell(report, 0, 2) == kills());
  CHECK(cell(report, 0, 4) > 0);                    // at random
  CHECK(cell(report, 1, 4) == cell(report, 1, 2));  // between the two, always
  CHECK(cell(report, 2, 4) + cell(report, 3, 4) == 0);
  CHECK(report.proven);
}
