#include "prove/report.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

using namespace lastseat::prove;
using lastseat::Message;

namespace {

Message said(const std::string& text) { return Message{"verbatim", {{"text", text}}}; }

Report sample() {
  return {.name = "sample",
          .columns = {Message{"column.strategy"}, Message{"column.per_second"},
                      Message{"column.p99_ms"}, Message{"column.verdict"}},
          .rows = {{"naive", std::int64_t{1200}, 0.26, Message{"race.unbroken"}},
                   {"immediate", std::int64_t{7}, 12.0, Message{"race.holds"}}},
          .notes = {said("Of 20 seats, 31 were given.")},
          .verdict = said("Seen."),
          .proven = true};
}

}  // namespace

TEST_CASE("a report for people: titles with blanks, numbers right-aligned, no trailing blanks") {
  CHECK(table_of(sample()) ==
        "strategy   per second  p99 ms  verdict\n"
        "naive            1200     0.3  UNBROKEN\n"
        "immediate           7    12.0  holds\n"
        "\n"
        "Of 20 seats, 31 were given.\n"
        "Seen.\n");
}

TEST_CASE("a report that is too wide gets narrower gaps; its sentences are broken at blanks") {
  Report report = sample();
  report.columns[0] = said(std::string(80, 'x'));
  std::string note;
  for (int i = 0; i < 30; ++i) note += "word" + std::to_string(i) + " ";
  report.notes = {said(note)};
  const std::string table = table_of(report);
  for (std::size_t at = 0, end = 0; at < table.size(); at = end + 1) {
    end = table.find('\n', at);
    CHECK(end - at <= 107);
  }
  CHECK(table.find("word29\n") != std::string::npos);
}

TEST_CASE("a report for programs has the same rows, by the names of the columns") {
  const auto json = nlohmann::json::parse(json_of(sample()));
  CHECK(json["name"] == "sample");
  CHECK(json["columns"].size() == 4);
  REQUIRE(json["rows"].size() == 2);
  CHECK(json["rows"][1]["strategy"] == "immediate");
  CHECK(json["rows"][1]["per_second"] == 7);
  CHECK(json["rows"][0]["verdict"] == "unbroken");
  CHECK(json["rows"][0]["p99_ms"] == 0.26);
  CHECK(json["notes"][0] == "Of 20 seats, 31 were given.");
  CHECK(json["proven"] == true);
}

TEST_CASE("several reports are proven only if each one is") {
  Report other = sample();
  CHECK(nlohmann::json::parse(json_of({sample(), other}))["proven"] == true);
  other.proven = false;
  const auto json = nlohmann::json::parse(json_of({sample(), other}));
  CHECK(json["proven"] == false);
  CHECK(json["reports"].size() == 2);
}
