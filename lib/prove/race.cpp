#include "prove/race.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <stdexcept>

#include "platform/temporary_folder.h"
#include "prove/auditor.h"
#include "prove/crowd.h"
#include "prove/wording.h"

namespace lastseat::prove {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kAttempts = 8;  // to see an unsafe strategy break

enum class As { threads, processes };

struct Result {
  Run run;
  Audit audit;
  int attempts = 0;
  bool safe = false;
  bool as_expected() const { return safe == audit.sound(); }
};

// The waiting time that only one request in a hundred exceeds.
double p99(std::vector<double> waits) {
  if (waits.empty()) return 0;
  std::sort(waits.begin(), waits.end());
  const double rank = std::ceil(0.99 * static_cast<double>(waits.size()));
  return waits[static_cast<std::size_t>(rank) - 1];
}

Result attempt(const Strategy& strategy, As as, const RaceOptions& options, std::uint64_t seed,
               Clock::time_point deadline) {
  const platform::TemporaryFolder folder("lastseat-prove");
  const Place place{folder.path(), options.rounds, options.seats, options.servers};
  const auto more = [&] { return Clock::now() < deadline; };
  Crowd crowd{seed, as == As::threads ? options.workers : options.processes, options.program};
  strategy.ground.create(place);
  Result result;
  result.run = as == As::threads ? race_as_threads(strategy, place, crowd, more)
                                 : race_as_processes(strategy, place, crowd, more);
  result.safe = as == As::threads ? strategy.safe_among_threads : strategy.safe_among_processes;
  Books books = strategy.ground.reopen(place);
  // Events whose round was not started are not part of the race.
  std::erase_if(books.events, [&](const auto& each) { return each.event >= result.run.rounds; });
  result.audit = audit(place.seats, result.run.heard, books);
  return result;
}

Result raced(const Strategy& strategy, As as, const RaceOptions& options,
             Clock::time_point deadline) {
  for (int attempts = 1;; ++attempts) {
    const std::uint64_t seed = options.seed + static_cast<std::uint64_t>(attempts - 1);
    Result result = attempt(strategy, as, options, seed, deadline);
    result.attempts = attempts;
    if (result.as_expected() || result.safe || attempts == kAttempts) return result;
  }
}

std::string verdict_of(const Result& result) {
  if (result.safe) return result.as_expected() ? "holds" : "BROKEN";
  return result.as_expected() ? "fails" : "UNBROKEN";
}

std::vector<Value> row_of(const Strategy& strategy, As as, const Result& result) {
  const auto answers = static_cast<double>(result.run.heard.size());
  const double per_second = result.run.seconds > 0 ? answers / result.run.seconds : 0;
  return {strategy.name,
          as == As::threads ? "threads" : "processes",
          result.audit.confirmed,
          result.audit.oversold,
          result.audit.duplicates,
          result.audit.lost,
          result.audit.errors,
          result.audit.unsold,
          std::llround(per_second),
          p99(result.run.waits_ms),
          verdict_of(result)};
}

void append(std::string& list, const std::string& text) {
  if (!list.empty()) list += ", ";
  list += text;
}

[[noreturn]] void refuse(const std::string& name, const std::string& names) {
  throw std::invalid_argument("There is no strategy " + name + " here, but: " + names + ".");
}

// Those named, or all whose servers are available.
std::vector<Strategy> chosen(const RaceOptions& options, const std::vector<Strategy>& all) {
  const auto possible = [&](const Strategy& each) {
    return !each.needs || !(options.servers.*each.needs).empty();
  };
  std::vector<Strategy> chosen;
  if (options.strategies.empty()) {
    std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), possible);
    return chosen;
  }
  std::string names;
  for (const Strategy& each : all) {
    if (possible(each)) append(names, each.name);
  }
  for (const std::string& name : options.strategies) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Strategy& each) {
      return name == each.name && possible(each);
    });
    if (found == all.end()) refuse(name, names);
    chosen.push_back(*found);
  }
  return chosen;
}

std::string name_of(const Strategy& strategy, As as) {
  return std::string(strategy.name) + (as == As::threads ? " as threads" : " as processes");
}

// What a reader needs to know to judge the table.
void explain(Report& report, const RaceOptions& options, const std::vector<Strategy>& strategies) {
  for (const Strategy& each : strategies) {
    report.notes.push_back(std::string(each.name) + ": " + each.sentence);
  }
  report.notes.push_back(
      number(options.workers, "thread") + ", then " + number(options.processes) +
      (options.processes == 1 ? " process" : " processes") + ", want " +
      number(options.seats, "seat") + " at once, in " + number(options.rounds, "round") +
      "; seed " + std::to_string(options.seed) +
      ". So that a race shows on one core too, every strategy is given the same pauses: a request"
      " thinks for 0.1 to 0.5 ms, and in one round of five the first in the queue falls asleep for"
      " 125 ms, longer than a lease (5 s in the textbook, 50 ms here).");
}

class Tally {
 public:
  explicit Tally(const RaceOptions& options) : options_(options) {}

  void add(Report& report, const Strategy& strategy, As as, const Result& result) {
    report.rows.push_back(row_of(strategy, as, result));
    if (result.run.rounds < options_.rounds) {
      append(shortened_, name_of(strategy, as) + " (" + std::to_string(result.run.rounds) + ")");
    }
    if (!result.as_expected()) {
      append(wrong_, name_of(strategy, as));
      for (const std::string& finding : result.audit.findings) {
        report.notes.push_back(name_of(strategy, as) + ": " + finding);
      }
    }
  }

  void conclude(Report& report) const {
    if (!shortened_.empty()) {
      report.notes.push_back("The disk is slow, so there were fewer rounds: " + shortened_ + ".");
    }
    report.proven = wrong_.empty();
    report.verdict =
        report.proven
            ? "Proven: what is safe gave every seat once (holds), and what is not was seen to"
              " break the promise (fails)."
            : "Not proven. The result is not the expected one: " + wrong_ + ".";
  }

 private:
  const RaceOptions& options_;
  std::string shortened_;
  std::string wrong_;
};

}  // namespace

Report race(const RaceOptions& options) { return race(options, strategies()); }

Report race(const RaceOptions& options, const std::vector<Strategy>& all) {
  Report report;
  report.name = "race";
  report.columns = {"strategy", "as",     "confirmed",  "oversold", "duplicates", "lost",
                    "errors",   "unsold", "per_second", "p99_ms",   "verdict"};
  const std::vector<Strategy> strategies = chosen(options, all);
  explain(report, options, strategies);
  Tally tally(options);
  const auto share = options.patience / static_cast<int>(2 * strategies.size());
  auto deadline = Clock::now();
  for (const Strategy& strategy : strategies) {
    for (const As as : {As::threads, As::processes}) {
      deadline += share;
      tally.add(report, strategy, as, raced(strategy, as, options, deadline));
    }
  }
  tally.conclude(report);
  return report;
}

}  // namespace lastseat::prove
