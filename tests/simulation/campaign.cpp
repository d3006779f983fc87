// Run by ./dev simulate: one seed after another until one fails. That one is shrunk and printed,
// and the program exits with 1.
#include <CLI/CLI.hpp>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

#include "simulation/simulation.h"

using namespace lastseat::test;

int main(int argc, char** argv) {
  std::uint64_t seeds = 10'000;
  std::uint64_t first = 1;
  int steps = 300;
  std::string scenario;
  CLI::App app("Simulated fest days, with every fault that a disk can have");
  app.add_option("--seeds", seeds, "how many days")->capture_default_str();
  app.add_option("--first", first, "the first seed")->capture_default_str();
  app.add_option("--commands", steps, "steps of a day; almost all are commands")
      ->capture_default_str();
  app.add_option("--scenario", scenario, "one day, as printed by a failure; prints every step");
  CLI11_PARSE(app, argc, argv);

  if (!scenario.empty()) {
    std::vector<std::string> trace;
    const Run run = simulate(Scenario::parse(scenario), &trace);
    for (const std::string& line : trace) std::printf("%s\n", line.c_str());
    std::printf("%s\n", run.wrong.empty() ? "all is well" : run.wrong.c_str());
    return run.wrong.empty() ? 0 : 1;
  }

  const auto begin = std::chrono::steady_clock::now();
  auto told = begin;
  Totals totals;
  const auto tell = [&] {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - begin).count();
    std::printf("%s; %.0f s, %.0f commands a second\n", totals.text().c_str(), seconds,
                static_cast<double>(totals.commands) / seconds);
    std::fflush(stdout);
    told = now;
  };
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    const Scenario whole = Scenario::whole(seed, steps);
    const Run run = simulate(whole);
    totals += run.totals;
    if (!run.wrong.empty()) {
      tell();
      std::printf("%s\n", report_of(whole).c_str());
      return 1;
    }
    if (std::chrono::steady_clock::now() - told > std::chrono::seconds(10)) tell();
  }
  tell();
  return 0;
}
