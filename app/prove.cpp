#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "prove/child.h"
#include "prove/desk.h"
#include "prove/half.h"
#include "prove/race.h"
#include "prove/report.h"
#include "prove/tear.h"
#include "settings.h"
#include "subcommands.h"

namespace lastseat {
namespace {

using prove::Report;

// For the race, unless the number of rounds was asked for.
constexpr std::chrono::seconds kPatience{8};

// `said`, or what it is unless it is said.
int either(int said, int otherwise) { return said > 0 ? said : otherwise; }

Report run_race(const Arguments& arguments) {
  prove::RaceOptions options;
  options.seed = arguments.seed;
  options.workers = either(arguments.workers, options.workers);
  options.processes = either(arguments.processes, options.processes);
  options.seats = either(arguments.seats, options.seats);
  options.rounds = either(arguments.rounds, options.rounds);
  options.strategies = arguments.strategies;
  if (arguments.rounds == 0) options.patience = kPatience;
  try {
    return prove::race(options);
  } catch (const std::invalid_argument& mistake) {
    throw Failure(Exit::kUsage, mistake.what());
  }
}

Report run_tear(const Arguments& arguments) {
  prove::TearOptions options;
  options.seed = arguments.seed;
  options.kills = either(arguments.kills, options.kills);
  return prove::tear(options);
}

Report run_half(const Arguments& arguments) {
  prove::HalfOptions options;
  options.seed = arguments.seed;
  options.kills = either(arguments.kills, options.kills);
  return prove::half(options);
}

// On the disk that matters: the one where the fest is kept. The fest itself is not touched.
Report run_desk(const Arguments& arguments) {
  prove::DeskOptions options;
  options.seed = arguments.seed;
  options.rounds = either(arguments.rounds, options.rounds);
  options.folder = arguments.folder.empty()
                       ? std::filesystem::absolute(data_folder(arguments)).parent_path()
                       : std::filesystem::path(arguments.folder);
  return prove::desk(options);
}

struct Experiment {
  const char* name;
  const char* question;
  Report (*run)(const Arguments&);
  bool always;  // also when none is named
};

constexpr Experiment kExperiments[] = {
    {"race", "Many want the last seats at once. Who takes care of that?", run_race, true},
    {"tear", "A program is killed while it writes a file. What is in the file?", run_tear, true},
    {"half", "A program is killed after it took a seat, before it wrote whose it is.", run_half,
     true},
    {"desk", "This program, on this computer and this disk.", run_desk, false},
};

// An option that the experiment does not know would be silently without effect.
void expect_useful_options(const Arguments& arguments) {
  struct Use {
    bool said;
    const char* option;
    std::string_view experiments;
  };
  const Use uses[] = {
      {arguments.workers > 0, "--workers", "race"},
      {arguments.processes > 0, "--processes", "race"},
      {arguments.seats > 0, "--seats", "race"},
      {!arguments.strategies.empty(), "--strategy", "race"},
      {arguments.rounds > 0, "--rounds", "race desk"},
      {arguments.kills > 0, "--kills", "tear half"},
      {!arguments.folder.empty(), "--folder", "desk"},
  };
  for (const Use& use : uses) {
    const bool useful = arguments.what.empty()
                            ? use.experiments != "desk"
                            : use.experiments.find(arguments.what) != std::string_view::npos;
    if (use.said && !useful) {
      throw Failure(Exit::kUsage, std::string(use.option) + " is not an option of prove " +
                                      (arguments.what.empty() ? "without desk" : arguments.what) +
                                      ".");
    }
  }
}

void print(const Experiment& experiment, const Report& report) {
  std::printf("%s: %s\n\n%s\n", experiment.name, experiment.question,
              prove::table_of(report).c_str());
  std::fflush(stdout);
}

}  // namespace

int prove_it(const Arguments& arguments) {
  expect_useful_options(arguments);
  std::vector<Report> reports;
  bool proven = true;
  for (const Experiment& each : kExperiments) {
    if (arguments.what.empty() ? !each.always : arguments.what != each.name) continue;
    reports.push_back(each.run(arguments));
    proven = proven && reports.back().proven;
    if (!arguments.json) print(each, reports.back());
  }
  if (arguments.json) {
    const std::string text =
        arguments.what.empty() ? prove::json_of(reports) : prove::json_of(reports.front());
    std::fputs(text.c_str(), stdout);
  } else if (arguments.what.empty()) {
    std::puts("How this program does on this computer and this disk: lastseat prove desk");
  }
  return std::fflush(stdout) == 0 && proven ? Exit::kDone : Exit::kFailed;
}

int prove_child(const Arguments& arguments) {
  return prove::child(arguments.words.front(),
                      {arguments.words.begin() + 1, arguments.words.end()});
}

}  // namespace lastseat
