// lastseat prove [race|tear|half|desk]: the laboratory. Without an experiment it runs race, tear
// and half. prove-child is what the experiments start as child processes.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data_option.h"
#include "failure.h"
#include "option_check.h"
#include "prove/child.h"
#include "prove/desk.h"
#include "prove/half.h"
#include "prove/race.h"
#include "prove/report.h"
#include "prove/tear.h"
#include "subcommands.h"
#include "usage_error.h"
#include "words/words.h"

namespace lastseat {
namespace {

using prove::Report;

// Of all experiments. A number that is absent was not given: each experiment has its own default.
struct ProveArguments {
  std::uint64_t seed = 1;
  bool json = false;
  std::optional<int> workers;
  std::optional<int> processes;
  std::optional<int> seats;
  std::optional<int> rounds;
  std::optional<int> kills;
  std::vector<std::string> strategies;
  std::string folder;
  std::string data;
};

// How long the race may take, unless the number of rounds is given.
constexpr std::chrono::seconds kPatience{8};

void add_number(CLI::App& app, const char* name, std::optional<int>& to, int most,
                const Message& text) {
  CLI::Option* option = app.add_option(name, to, say(text));
  option->option_text("N");
  expect_number(option, 1, most);
}

void add_common(CLI::App& app, ProveArguments& to) {
  CLI::Option* seed = app.add_option("--seed", to.seed, say(Message{"option.seed"}));
  seed->option_text("N");
  expect_number(seed, 0, std::numeric_limits<std::int64_t>::max());
  app.add_flag("--json", to.json, say(Message{"option.json"}));
}

void add_rounds(CLI::App& app, ProveArguments& to) {
  add_number(app, "--rounds", to.rounds, 10'000, Message{"option.rounds"});
}

void add_race(CLI::App& app, ProveArguments& to) {
  add_number(app, "--workers", to.workers, 256, Message{"option.workers"});
  add_number(app, "--processes", to.processes, 64, Message{"option.processes"});
  add_number(app, "--seats", to.seats, 10'000, Message{"option.seats"});
  add_rounds(app, to);
  app.add_option("--strategy", to.strategies, say(Message{"option.strategy"}))
      ->allow_extra_args(false)
      ->type_name("NAME");
}

void add_kills(CLI::App& app, ProveArguments& to) {
  add_number(app, "--kills", to.kills, 100'000, Message{"option.kills"});
}

void add_folder(CLI::App& app, ProveArguments& to) {
  app.add_option("--folder", to.folder, say(Message{"option.folder"}))->type_name("DIR");
}

void add_desk(CLI::App& app, ProveArguments& to) {
  add_rounds(app, to);
  add_folder(app, to);
  add_data_option(app, to.data);
}

// Options may also stand before the name of the experiment, and those of race, tear and half
// without one.
void add_all(CLI::App& app, ProveArguments& to) {
  add_common(app, to);
  add_race(app, to);
  add_kills(app, to);
  add_folder(app, to);
}

Report run_race(const ProveArguments& arguments) {
  prove::RaceOptions options;
  options.seed = arguments.seed;
  options.workers = arguments.workers.value_or(options.workers);
  options.processes = arguments.processes.value_or(options.processes);
  options.seats = arguments.seats.value_or(options.seats);
  options.rounds = arguments.rounds.value_or(options.rounds);
  options.strategies = arguments.strategies;
  if (!arguments.rounds) options.patience = kPatience;
  try {
    return prove::race(options);
  } catch (const prove::UnknownStrategy& mistake) {
    throw Failure(Exit::kUsage, mistake.why);
  }
}

Report run_tear(const ProveArguments& arguments) {
  prove::TearOptions options;
  options.seed = arguments.seed;
  options.kills = arguments.kills.value_or(options.kills);
  return prove::tear(options);
}

Report run_half(const ProveArguments& arguments) {
  prove::HalfOptions options;
  options.seed = arguments.seed;
  options.kills = arguments.kills.value_or(options.kills);
  return prove::half(options);
}

// Tests the disk of the fest, in a folder of its own beside it. The fest itself is not touched.
Report run_desk(const ProveArguments& arguments) {
  prove::DeskOptions options;
  options.seed = arguments.seed;
  options.rounds = arguments.rounds.value_or(options.rounds);
  options.folder = arguments.folder.empty()
                       ? std::filesystem::absolute(data_folder(arguments.data)).parent_path()
                       : std::filesystem::path(arguments.folder);
  return prove::desk(options);
}

struct Experiment {
  const char* name;
  Message line;
  Message question;
  void (*add_options)(CLI::App&, ProveArguments&);
  Report (*run)(const ProveArguments&);
  bool by_default;  // it runs when none is named
};

const Experiment kExperiments[] = {
    {"race", Message{"help.race"}, Message{"prove.race"}, add_race, run_race, true},
    {"tear", Message{"help.tear"}, Message{"prove.tear"}, add_kills, run_tear, true},
    {"half", Message{"help.half"}, Message{"prove.half"}, add_kills, run_half, true},
    {"desk", Message{"help.desk"}, Message{"prove.desk"}, add_desk, run_desk, false},
};

// An option in front of the experiment that the experiment does not have would have no effect.
void expect_options_of(const CLI::App& experiment, const CLI::App& prove) {
  for (const CLI::Option* option : prove.parse_order()) {
    const std::string name = option->get_name();
    if (!experiment.get_option_no_throw(name)) throw no_such_option(experiment, name);
  }
}

// The same without an experiment.
void expect_options_of_default(const CLI::App& prove) {
  for (const CLI::Option* option : prove.parse_order()) {
    const std::string name = option->get_name();
    const bool useful = std::any_of(
        std::begin(kExperiments), std::end(kExperiments), [&](const Experiment& experiment) {
          return experiment.by_default &&
                 prove.get_subcommand(experiment.name)->get_option_no_throw(name) != nullptr;
        });
    if (!useful) throw usage_error(prove, {Message{"prove.which", {{"option", name}}}});
  }
}

Report run_and_print(const Experiment& experiment, const ProveArguments& arguments) {
  Report report = experiment.run(arguments);
  if (!arguments.json) {
    std::printf("%s: %s\n\n%s\n", experiment.name, say(experiment.question).c_str(),
                prove::table_of(report).c_str());
    std::fflush(stdout);
  }
  return report;
}

int end(bool proven) { return std::fflush(stdout) == 0 && proven ? Exit::kDone : Exit::kFailed; }

int prove_one(const Experiment& experiment, const ProveArguments& arguments) {
  const Report report = run_and_print(experiment, arguments);
  if (arguments.json) std::fputs(prove::json_of(report).c_str(), stdout);
  return end(report.proven);
}

int prove_default(const ProveArguments& arguments) {
  std::vector<Report> reports;
  for (const Experiment& each : kExperiments) {
    if (each.by_default) reports.push_back(run_and_print(each, arguments));
  }
  if (arguments.json) {
    std::fputs(prove::json_of(reports).c_str(), stdout);
  } else {
    std::puts(say(Message{"prove.next"}).c_str());
  }
  return end(std::all_of(reports.begin(), reports.end(),
                         [](const Report& report) { return report.proven; }));
}

struct ProveChildArguments {
  std::vector<std::string> words;
};

}  // namespace

Run define_prove(CLI::App& app) {
  const auto arguments = std::make_shared<ProveArguments>();
  add_all(app, *arguments);
  for (const Experiment& each : kExperiments) {
    CLI::App* experiment = app.add_subcommand(each.name, say(each.line));
    experiment->group(say(Message{"help.subcommands"}));
    add_common(*experiment, *arguments);
    each.add_options(*experiment, *arguments);
  }
  return [arguments, &app] {
    for (const Experiment& each : kExperiments) {
      if (!app.got_subcommand(each.name)) continue;
      expect_options_of(*app.get_subcommand(each.name), app);
      return prove_one(each, *arguments);
    }
    expect_options_of_default(app);
    return prove_default(*arguments);
  };
}

Run define_prove_child(CLI::App& app) {
  const auto arguments = std::make_shared<ProveChildArguments>();
  app.add_option("WORD", arguments->words)->required();
  return [arguments] {
    const std::vector<std::string>& words = arguments->words;
    return prove::child(words.front(), {words.begin() + 1, words.end()});
  };
}

}  // namespace lastseat
