#include "prove/race.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "platform/temporary_folder.h"
#include "prove/auditor.h"
#include "prove/crowd.h"

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

Message verdict_of(const Result& result) {
  if (result.safe) {
    return result.as_expected() ? Message{"race.holds"} : Message{"race.broken"};
  }
  return result.as_expected() ? Message{"race.fails"} : Message{"race.unbroken"};
}

std::vector<Value> row_of(const Strategy& strategy, As as, const Result& result) {
  const auto answers = static_cast<double>(result.run.heard.size());
  const double per_second = result.run.seconds > 0 ? answers / result.run.seconds : 0;
  return {strategy.name,
          as == As::threads ? Message{"race.threads"} : Message{"race.processes"},
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
  std::vector<std::string> names;
  for (const Strategy& each : all) {
    if (possible(each)) names.emplace_back(each.name);
  }
  for (const std::string& name : options.strategies) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Strategy& each) {
      return name == each.name && possible(each);
    });
    if (found == all.end()) {
      throw UnknownStrategy(Message{"race.no_strategy", {{"name", name}, {"names", names}}});
    }
    chosen.push_back(*found);
  }
  return chosen;
}

Message name_of(const Strategy& strategy, As as) {
  return as == As::threads ? Message{"race.as_threads", {{"strategy", strategy.name}}}
                           : Message{"race.as_processes", {{"strategy", strategy.name}}};
}

// What a reader needs to know to judge the table.
void explain(Report& report, const RaceOptions& options, const std::vector<Strategy>& strategies) {
  for (const Strategy& each : strategies) {
    report.notes.push_back(
        Message{"race.strategy", {{"name", each.name}, {"what", std::vector{each.sentence}}}});
  }
  report.notes.push_back(Message{"race.setting",
                                 {{"threads", options.workers},
                                  {"processes", options.processes},
                                  {"seats", options.seats},
                                  {"rounds", options.rounds},
                                  {"seed", std::to_string(options.seed)}}});
}

class Tally {
 public:
  explicit Tally(const RaceOptions& options) : options_(options) {}

  void add(Report& report, const Strategy& strategy, As as, const Result& result) {
    report.rows.push_back(row_of(strategy, as, result));
    if (result.run.rounds < options_.rounds) {
      shortened_.push_back(Message{
          "race.rounds_of",
          {{"strategy", std::vector{name_of(strategy, as)}}, {"rounds", result.run.rounds}}});
    }
    if (!result.as_expected()) {
      const Message name = name_of(strategy, as);
      wrong_.push_back(name);
      for (const Message& finding : result.audit.findings) {
        report.notes.push_back(Message{
            "race.finding", {{"strategy", std::vector{name}}, {"finding", std::vector{finding}}}});
      }
    }
  }

  void conclude(Report& report) const {
    if (!shortened_.empty()) {
      report.notes.push_back(Message{"race.slow_disk", {{"strategies", shortened_}}});
    }
    report.proven = wrong_.empty();
    report.verdict = report.proven ? Message{"race.proven"}
                                   : Message{"race.unexpected", {{"strategies", wrong_}}};
  }

 private:
  const RaceOptions& options_;
  std::vector<Message> shortened_;
  std::vector<Message> wrong_;
};

}  // namespace

Report race(const RaceOptions& options) { return race(options, strategies()); }

Report race(const RaceOptions& options, const std::vector<Strategy>& all) {
  Report report;
  report.name = "race";
  report.columns = {
      Message{"column.strategy"}, Message{"column.as"},         Message{"column.confirmed"},
      Message{"column.oversold"}, Message{"column.duplicates"}, Message{"column.lost"},
      Message{"column.errors"},   Message{"column.unsold"},     Message{"column.per_second"},
      Message{"column.p99_ms"},   Message{"column.verdict"}};
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
