#include "prove/race.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "prove/crowd.h"
#include "prove/strategies/all.h"
#include "support/process.h"

using namespace lastseat::prove;
using lastseat::test::Finished;
using lastseat::test::run;
using nlohmann::json;

namespace {

// As short as possible, with enough seats to compete for.
RaceOptions quick(std::vector<std::string> names = {}) {
  RaceOptions options;
  options.seats = 6;
  options.rounds = 2;
  options.strategies = std::move(names);
  options.program = LASTSEAT_PROGRAM;
  return options;
}

json rows_of(const Report& report) { return json::parse(json_of(report))["rows"]; }

std::string told(const Report& report) { return table_of(report); }

Finished command_line(std::vector<std::string> words) {
  words.insert(words.begin(), {LASTSEAT_PROGRAM, "prove", "race"});
  return run(std::move(words));
}

}  // namespace

TEST_CASE("race: every safe strategy gives each seat once, and every unsafe one breaks") {
  const Report report = race(quick());
  INFO(told(report));
  CHECK(report.proven);
  std::map<std::string, std::string> verdicts;
  for (const json& row : rows_of(report)) {
    const std::string who = row["strategy"].get<std::string>() + " " + row["as"].get<std::string>();
    CAPTURE(who);
    verdicts[who] = row["verdict"];
    CHECK(row["per_second"] > 0);
    CHECK(row["p99_ms"] > 0);
    CHECK(row["lost"] == 0);  // whatever else they do, none of them lies
    CHECK((row["errors"] > 0) == (row["strategy"] == "deferred"));
    if (row["verdict"] != "holds") continue;
    CHECK(row["confirmed"] == 12);
    for (const char* broken : {"oversold", "duplicates", "unsold"}) {
      CHECK(row[broken] == 0);
    }
  }
  const std::map<std::string, std::string> expected{
      {"naive threads", "fails"},         {"naive processes", "fails"},
      {"mutex threads", "holds"},         {"mutex processes", "fails"},
      {"lease threads", "fails"},         {"lease processes", "fails"},
      {"lease-fenced threads", "holds"},  {"lease-fenced processes", "holds"},
      {"deferred threads", "fails"},      {"deferred processes", "fails"},
      {"immediate threads", "holds"},     {"immediate processes", "holds"},
      {"conditional threads", "holds"},   {"conditional processes", "holds"},
      {"single-writer threads", "holds"}, {"single-writer processes", "holds"},
  };
  CHECK(verdicts == expected);
}

TEST_CASE("race: a strategy declared unsafe that never breaks proves nothing") {
  Strategy strategy = conditional();
  strategy.safe_among_threads = false;
  RaceOptions options = quick();
  options.seats = 2;
  options.rounds = 1;
  const Report report = race(options, {strategy});
  CHECK_FALSE(report.proven);
  CHECK(rows_of(report)[0]["verdict"] == "unbroken");
  CHECK(rows_of(report)[1]["verdict"] == "holds");
  CHECK(told(report).find("\nNot proven. ") != std::string::npos);
  CHECK(told(report).find(": conditional as threads.\n") != std::string::npos);
}

TEST_CASE("race: a strategy declared safe that breaks is named, with the findings") {
  Strategy strategy = naive();
  strategy.safe_among_threads = strategy.safe_among_processes = true;
  const Report report = race(quick(), {strategy});
  INFO(told(report));
  CHECK_FALSE(report.proven);
  for (const json& row : rows_of(report)) CHECK(row["verdict"] == "broken");
  CHECK(told(report).find("\nnaive as processes: event ") != std::string::npos);
}

TEST_CASE("race: confirmations that were not saved are found") {
  Strategy liar = conditional();
  RaceOptions options = quick();
  options.rounds = 1;
  liar.open = [](const Place&) -> Office {
    return [](int) -> Desk { return [](const Ask&) { return Told::confirmed; }; };
  };
  const Report report = race(options, {liar});
  CHECK_FALSE(report.proven);
  CHECK(rows_of(report)[0]["lost"] == rows_of(report)[0]["confirmed"]);
}

TEST_CASE("race: a desk that throws counts as an error with its text, and the race goes on") {
  Strategy broken = conditional();
  RaceOptions options = quick();
  options.rounds = 1;
  broken.open = [](const Place&) -> Office {
    return [](int) -> Desk {
      return [](const Ask&) -> Told { throw std::runtime_error("out of ink"); };
    };
  };
  const Report report = race(options, {broken});
  CHECK(rows_of(report)[0]["errors"] == 2 * 8);
  CHECK(told(report).find("the first error: out of ink") != std::string::npos);
}

TEST_CASE("race: who asks for what, and how long they think, follows from the seed alone") {
  const Place place{"nowhere", 3, 10};
  const auto all = [&](std::uint64_t seed, int workers) {
    std::vector<Ask> asks;
    for (int worker = 0; worker < workers; ++worker) {
      const auto some = asks_of({seed, workers}, place, 0, worker);
      asks.insert(asks.end(), some.begin(), some.end());
    }
    return asks;
  };
  const auto think_times = [](const std::vector<Ask>& asks) {
    std::vector<std::int64_t> times;
    for (const Ask& ask : asks) times.push_back((ask.queue + ask.think + ask.stall).count());
    return times;
  };
  CHECK(think_times(all(1, 8)) == think_times(all(1, 8)));
  CHECK(think_times(all(1, 8)) != think_times(all(2, 8)));
  for (const int workers : {1, 4, 8, 64}) {
    CAPTURE(workers);
    const std::vector<Ask> asks = all(1, workers);
    std::set<int> students;
    for (const Ask& ask : asks) students.insert(ask.student);
    CHECK(students.size() >= 10);          // there are enough students to sell every seat
    CHECK(students.size() < asks.size());  // some ask twice
    const auto sleeps = [](const Ask& ask) { return ask.stall.count() > 0; };
    CHECK(std::count_if(asks.begin(), asks.end(), sleeps) == 1);
  }
}

TEST_CASE("race: an unknown strategy is an error that lists the known ones") {
  CHECK_THROWS_AS(race(quick({"hope"})), UnknownStrategy);
  CHECK_THROWS_AS(race(quick({"redis-lock"})), UnknownStrategy);  // no server was given
}

TEST_CASE("race, command line: a table of at most 100 columns, exit 0 if proven") {
  const Finished done = command_line(
      {"--strategy", "naive", "--strategy", "conditional", "--rounds", "1", "--seats", "6"});
  INFO(done.out, done.err);
  CHECK(done.code == 0);
  CHECK(done.err == "");
  CHECK(done.out.find("conditional as") == std::string::npos);
  CHECK(done.out.find("\nProven: ") != std::string::npos);
  for (std::size_t at = 0, end = 0; at < done.out.size(); at = end + 1) {
    end = done.out.find('\n', at);
    const std::string line = done.out.substr(at, end - at);
    CHECK(std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; }) <=
          100);
  }
}

TEST_CASE("race, command line: with --json the same rows, for programs") {
  const Finished done = command_line({"--strategy", "mutex", "--json", "--seed", "5", "--workers",
                                      "4", "--processes", "2", "--seats", "6", "--rounds", "2"});
  INFO(done.out, done.err);
  CHECK(done.code == 0);
  const json report = json::parse(done.out);
  CHECK(report["name"] == "race");
  CHECK(report["proven"] == true);
  REQUIRE(report["rows"].size() == 2);
  for (const json& row : report["rows"]) {
    CHECK(row.size() == report["columns"].size());
    for (const json& column : report["columns"]) CHECK(row.contains(column.get<std::string>()));
  }
  CHECK(report["rows"][0]["as"] == "threads");
  CHECK(report["rows"][1]["as"] == "processes");
}

TEST_CASE("prove, command line: race, tear and half in one run, proven only if all are") {
  const auto prove = [](std::vector<std::string> more) {
    std::vector<std::string> words{LASTSEAT_PROGRAM, "prove"};
    words.insert(words.end(), more.begin(), more.end());
    return run(std::move(words));
  };
  const Finished all = prove({"--json", "--rounds", "1", "--seats", "6", "--kills", "30"});
  CAPTURE(all.out);
  CHECK(all.code == 0);
  CHECK(all.err == "");
  const json reports = json::parse(all.out);
  CHECK(reports["proven"] == true);
  std::set<std::string> names;
  for (const json& report : reports["reports"]) {
    CHECK(report["proven"] == true);
    names.insert(report["name"]);
  }
  CHECK(names == std::set<std::string>{"race", "tear", "half"});
  const Finished told = prove({"tear", "--kills", "30", "--seed", "3"});
  CHECK(told.code == 0);
  CHECK(told.out.starts_with("tear: A program is killed while it writes a file."));
}

TEST_CASE("race, command line: exit 1 if the failure cannot be shown") {
  const Finished alone = command_line({"--strategy", "naive", "--workers", "1", "--processes", "1",
                                       "--rounds", "1", "--seats", "1"});
  CHECK(alone.code == 1);
  CHECK(alone.out.find("UNBROKEN") != std::string::npos);
  CHECK(alone.out.find("Not proven") != std::string::npos);
}

TEST_CASE("race, command line: wrong usage exits with 2") {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"--strategy", "hope"},
                                                {"--kills", "3"},
                                                {"--workers", "0"},
                                                {"--seats", "x"},
                                                {"--folder", "."},
                                                {"--rounds", "1", "more"}}) {
    CAPTURE(words.back());
    const Finished refused = command_line(words);
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK(refused.err.starts_with("lastseat: "));
  }
}
