#include "prove/tear.h"

#include <doctest/doctest.h>

#include "prove/experiment.h"
#include "support/temporary_folder.h"

using namespace lastseat::prove;
using lastseat::test::cell;
using lastseat::test::columns;
using lastseat::test::kills;
using lastseat::test::TemporaryFolder;
using lastseat::test::write_text;

TEST_CASE("a file is whole if it is JSON and has as many registrations as its version says") {
  const TemporaryFolder folder;
  const auto file = folder / "registrations.json";
  CHECK(found_in(file) == Found::missing);
  for (const char* text :
       {"", "{", "[]", "3", "{\"version\": 1}", "{\"version\": 2, \"registrations\": [1]}",
        "{\"version\": 1, \"registrations\": [1,2]}", "{\"version\": 1, \"registrations\": [1",
        "{\"version\": \"1\", \"registrations\": [1]}", "{\"version\": 1, \"registrations\": 1}",
        "{\"version\": 1, \"registrations\": [1]} and the end of a longer one]}"}) {
    CAPTURE(text);
    write_text(file, text);
    CHECK(found_in(file) == Found::torn);
  }
  write_text(file, "{\"version\": 2, \"registrations\": [{}, {}]}\n");
  CHECK(found_in(file) == Found::whole);
}

TEST_CASE("tear: kills destroy a file that is written in place, never one that is renamed") {
  const Report report = tear({.seed = 1, .kills = kills(), .program = LASTSEAT_PROGRAM});
  CAPTURE(table_of(report));
  REQUIRE(columns(report) == std::vector<std::string>{"way", "kills", "whole", "torn", "missing"});
  REQUIRE(report.rows.size() == 2);
  for (std::size_t row = 0; row < 2; ++row) {
    CHECK(cell(report, row, 1) == kills());
    CHECK(cell(report, row, 2) + cell(report, row, 3) + cell(report, row, 4) == kills());
  }
  CHECK(cell(report, 0, 3) > 0);
  CHECK(cell(report, 1, 2) == kills());
  CHECK(report.proven);
}

TEST_CASE("tear: without a failure to show, nothing is proven") {
  // Without a kill neither way breaks.
  const Report report = tear({.seed = 1, .kills = 0, .program = LASTSEAT_PROGRAM});
  CHECK_FALSE(report.proven);
  CHECK(report.verdict.code == "tear.nothing_shown");
}
