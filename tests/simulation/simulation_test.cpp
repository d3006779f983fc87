#include "simulation/simulation.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>

#include "support/campaign.h"

using namespace lastseat::test;

// LASTSEAT_SIMULATED_SEEDS=N simulates N days. ./dev simulate does the same at full speed.

namespace {

constexpr int kSteps = 60;

constexpr std::uint64_t kSeeds = kSanitized ? 100 : 1000;

std::uint64_t seeds() { return count_from("LASTSEAT_SIMULATED_SEEDS", kSeeds); }

}  // namespace

TEST_CASE("simulated fest days: every answer is correct, and none is ever lost") {
  Totals totals;
  for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
    const Scenario scenario = Scenario::whole(seed, kSteps);
    const Run run = simulate(scenario);
    totals += run.totals;
    if (!run.wrong.empty()) {
      FAIL(report_of(scenario));
    }
  }
  MESSAGE(totals.text());
  CHECK(totals.commands > totals.runs * 20);
  CHECK(totals.power_cuts > 0);
  CHECK(totals.recoveries > 0);
  CHECK(totals.adopted > 0);
  CHECK(totals.signed_pages > 0);
}

TEST_CASE(
    "the simulation can fail: answers lost in a power cut are detected, and the run is shrunk") {
  Scenario scenario;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    scenario = Scenario::whole(seed, kSteps);
    scenario.disk_lies = true;
    if (!simulate(scenario).wrong.empty()) break;
  }
  REQUIRE(simulate(scenario).wrong != "");
  const Scenario small = shrunk(scenario);
  MESSAGE(small.text() << ": " << simulate(small).wrong);
  CHECK(small.steps.size() < scenario.steps.size() / 2);
  CHECK(simulate(Scenario::parse(small.text())).wrong == simulate(small).wrong);
  const std::string report = report_of(scenario);
  CHECK(report.find("shrunk: " + small.text()) != std::string::npos);
  Scenario honest = small;
  honest.disk_lies = false;
  CHECK(simulate(honest).wrong == "");
}

// Each line of the list is a scenario, with its reason after a #.
TEST_CASE("simulated fest days that once failed now pass") {
  std::ifstream list(LASTSEAT_REGRESSIONS);
  REQUIRE(list.good());
  for (std::string line; std::getline(list, line);) {
    const std::string text = line.substr(0, line.find('#'));
    if (text.find_first_not_of(' ') == std::string::npos) continue;
    CAPTURE(line);
    CHECK(simulate(Scenario::parse(text)).wrong == "");
  }
}

TEST_CASE("a scenario is read back as it was printed") {
  const Scenario scenario{17, {0, 1, 2, 5, 9, 10}};
  CHECK(scenario.text() == "seed 17 steps 0-2,5,9-10");
  CHECK(Scenario::parse(scenario.text()).steps == scenario.steps);
  CHECK_THROWS(Scenario::parse("17"));
  const Scenario visited{17, {3}, true, true};
  CHECK(visited.text() == "seed 17 steps 3 with visits on a disk that lies");
  CHECK(Scenario::parse(visited.text()).visited);
  CHECK(Scenario::parse(visited.text()).disk_lies);
  CHECK(Scenario::parse(visited.text()).steps == visited.steps);
}

TEST_CASE("a seed gives the same day every time") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    std::vector<std::string> once;
    std::vector<std::string> again;
    simulate(Scenario::whole(seed, kSteps), &once);
    simulate(Scenario::whole(seed, kSteps), &again);
    CHECK(once == again);
  }
}
