#include "prove/desk.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "prove/experiment.h"
#include "support/process.h"
#include "text/error.h"

using namespace lastseat::prove;
using namespace lastseat::test;

namespace {

constexpr int kRequests = 320;
constexpr int kSeats = 1 + 7 * 10;  // per round: one last seat that forty want, and seven times ten

int rounds() { return count_from("LASTSEAT_PROVE_ROUNDS", 2); }

std::int64_t sum(const Report& report, const std::string& column) {
  std::int64_t all = 0;
  for (std::size_t i = 0; i < report.columns.size(); ++i) {
    if (key_of(report.columns[i]) != column) continue;
    for (const auto& row : report.rows) all += std::get<std::int64_t>(row.at(i));
  }
  return all;
}

Finished prove_desk(std::vector<std::string> words) {
  words.insert(words.begin(), {LASTSEAT_PROGRAM, "prove", "desk"});
  return run(std::move(words));
}

}  // namespace

TEST_CASE("desk: killed while it serves a crowd, the program loses and oversells nothing") {
  const TemporaryFolder folder;
  const Report report = desk({.seed = 1,
                              .rounds = rounds(),
                              .folder = folder.path(),
                              .program = LASTSEAT_PROGRAM,
                              .requests = kRequests});
  CAPTURE(table_of(report));
  REQUIRE(columns(report) == std::vector<std::string>{"round", "asked", "answered",
                                                      "unanswered_at_kill", "confirmed", "refused",
                                                      "oversold", "lost", "changed_answers"});
  REQUIRE(report.rows.size() == static_cast<std::size_t>(rounds()));
  CHECK(report.proven);
  CHECK(sum(report, "asked") == rounds() * kRequests);
  CHECK(sum(report, "answered") == rounds() * kRequests);
  CHECK(sum(report, "unanswered_at_kill") > 0);
  CHECK(sum(report, "confirmed") == rounds() * kSeats);
  CHECK(sum(report, "refused") == rounds() * (kRequests - kSeats));
  CHECK(sum(report, "oversold") + sum(report, "lost") + sum(report, "changed_answers") == 0);
  CHECK(table_of(report).find(" sold " + std::to_string(rounds() * kSeats) + " of ") !=
        std::string::npos);
  CHECK(report.verdict.code == "desk.proven");
  CHECK(entries_in(folder.path()) == 0);
}

TEST_CASE("desk: a disk that loses what it reported as written is detected") {
  const TemporaryFolder folder;
  // At every start it has lost what was not yet moved from the WAL into the database.
  const auto forgetful = folder / "forgetful";
  write_text(forgetful,
             "#!/bin/sh\nrm -f \"$3/lastseat.db-wal\"\nexec " LASTSEAT_PROGRAM " \"$@\"\n");
  std::filesystem::permissions(forgetful, std::filesystem::perms::owner_all);
  const Report report = desk({.seed = 1,
                              .rounds = 1,
                              .folder = folder.path(),
                              .program = forgetful,
                              .requests = kRequests});
  CAPTURE(table_of(report));
  CHECK_FALSE(report.proven);
  CHECK(sum(report, "lost") > 0);
  CHECK(sum(report, "changed_answers") > 0);
  CHECK(report.verdict.code == "desk.not_proven");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE(
    "desk: a program that does not start is an error that says why, and leaves nothing behind") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH_AS(
      desk({.rounds = 1, .folder = folder.path(), .program = "/bin/false", .requests = kRequests}),
      doctest::Contains("desk.not_started"), lastseat::Error);
  CHECK(entries_in(folder.path()) == 0);
}

TEST_CASE("prove desk: JSON and exit code 0; a folder with a fest is not touched") {
  const TemporaryFolder folder;
  const Finished done =
      prove_desk({"--rounds", "1", "--seed", "7", "--folder", folder.path().string(), "--json"});
  CAPTURE(done.err);
  CHECK(done.code == 0);
  CHECK(done.err == "");
  const auto report = nlohmann::json::parse(done.out);
  CHECK(report["name"] == "desk");
  CHECK(report["proven"] == true);
  REQUIRE(report["rows"].size() == 1);
  CHECK(report["rows"][0]["lost"] == 0);
  CHECK(report["rows"][0]["asked"] == report["rows"][0]["answered"]);
  CHECK(entries_in(folder.path()) == 0);

  write_text(folder / "lastseat.db", "somebody's fest");
  const Finished refused = prove_desk({"--folder", folder.path().string()});
  CHECK(refused.code == 1);
  CHECK(refused.out == "");
  CHECK(refused.err.find("There is a fest in ") != std::string::npos);
  CHECK(text_of(folder / "lastseat.db") == "somebody's fest");
  CHECK(entries_in(folder.path()) == 1);
}
