// Threads start a round at a latch; processes start it at a time that the parent names (the steady
// clock is the same in all processes of a computer).
//
// A child and its parent exchange lines:
//   child: ready                          it has opened its desk
//   parent: round EVENT START             in nanoseconds of the steady clock
//   child: ask STUDENT                    only where one process owns the books; the parent
//   parent: told TOLD WHY                 answers for the owner
//   child: heard STUDENT TOLD FROM TO WHY each request, when the round is over
//   child: done
// The child exits at the end of its input.
#include "prove/crowd.h"

#include <algorithm>
#include <future>
#include <iostream>
#include <latch>
#include <limits>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "prove/child.h"
#include "prove/random.h"
#include "prove/strategies/lease_lock.h"
#include "text/error.h"
#include "words/words.h"

namespace lastseat::prove {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

constexpr microseconds kShortestThought{100};
constexpr microseconds kLongestThought{500};
constexpr microseconds kStall{2500 * kLease.count()};  // two and a half leases
constexpr microseconds kQueue{5'000};                  // before those behind the sleeper ask
constexpr int kRoundsAStall = 5;
constexpr std::chrono::milliseconds kHeadStart{3};  // for a line to reach every child

std::int64_t nanoseconds(Clock::time_point at) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
}

// A request, with the times of asking and of the answer.
struct Timed {
  Heard heard;
  std::int64_t from = 0;
  std::int64_t to = 0;
};

Heard ask_at(const Desk& desk, const Ask& ask) {
  try {
    return {ask.event, ask.student, desk(ask)};
  } catch (const std::exception& error) {
    return {ask.event, ask.student, Told::error, say(message_of(error))};
  }
}

std::vector<Timed> work(const Desk& desk, const std::vector<Ask>& asks) {
  std::vector<Timed> all;
  all.reserve(asks.size());
  for (const Ask& ask : asks) {
    std::this_thread::sleep_for(ask.queue);
    Timed timed;
    timed.from = nanoseconds(Clock::now());
    timed.heard = ask_at(desk, ask);
    timed.to = nanoseconds(Clock::now());
    all.push_back(std::move(timed));
  }
  return all;
}

using Answers = std::vector<std::future<std::vector<Timed>>>;  // one a worker

void add_round(Run& run, Answers answers) {
  std::int64_t from = std::numeric_limits<std::int64_t>::max();
  std::int64_t to = 0;
  for (auto& answer : answers) {
    for (Timed& timed : answer.get()) {
      from = std::min(from, timed.from);
      to = std::max(to, timed.to);
      run.waits_ms.push_back(static_cast<double>(timed.to - timed.from) / 1e6);
      run.heard.push_back(std::move(timed.heard));
    }
  }
  run.seconds += static_cast<double>(to - from) / 1e9;
  ++run.rounds;
}

// ---- as processes, in the parent

Heard parsed_heard(std::istringstream& line, int event) {
  Heard heard;
  int told = 0;
  line >> heard.student >> told;
  heard.event = event;
  heard.told = static_cast<Told>(told);
  return heard;
}

std::string rest_of(std::istringstream& line) {
  std::string rest;
  std::getline(line >> std::ws, rest);
  return rest;
}

// Starts a round in a child and reads its lines until it is done. `owner` answers its requests.
std::vector<Timed> listen(platform::Child& child, int event, std::int64_t start,
                          const std::vector<Ask>& asks, const Desk& owner) {
  child.write("round " + std::to_string(event) + " " + std::to_string(start));
  std::vector<Timed> all;
  std::size_t next = 0;
  for (;;) {
    const std::optional<std::string> text = child.read_line();
    if (!text) throw Error(Message{"lab.worker_ended"});
    std::istringstream line(*text);
    std::string word;
    line >> word;
    if (word == "done") return all;
    if (word == "ask" && next < asks.size()) {
      Ask ask = asks[next++];
      ask.think = ask.stall = {};  // the child has paused already
      const Heard heard = ask_at(owner, ask);
      child.write("told " + std::to_string(static_cast<int>(heard.told)) + " " + heard.why);
    } else if (word == "heard") {
      Timed timed;
      timed.heard = parsed_heard(line, event);
      line >> timed.from >> timed.to;
      timed.heard.why = rest_of(line);
      all.push_back(std::move(timed));
    } else {
      throw Error(Message{"lab.worker_said", {{"line", *text}}});
    }
  }
}

// ---- as processes, in the child

// A desk whose books another process owns.
Desk asking_owner() {
  return [](const Ask& ask) {
    std::this_thread::sleep_for(ask.think + ask.stall);
    std::cout << "ask " << ask.student << std::endl;
    std::string text;
    if (!std::getline(std::cin, text)) throw Error(Message{"lab.owner_ended"});
    std::istringstream line(text);
    std::string word;
    int told = 0;
    line >> word >> told;
    if (static_cast<Told>(told) == Told::error) throw std::runtime_error(rest_of(line));
    return static_cast<Told>(told);
  };
}

const Strategy& strategy_named(const std::string& name) {
  for (const Strategy& each : strategies()) {
    if (name == each.name) return each;
  }
  throw Error(Message{"lab.no_strategy", {{"name", name}}});
}

constexpr const char* kNothing = ".";  // for an empty word

std::string word_or_nothing(const std::string& text) { return text.empty() ? kNothing : text; }
std::string text_of(const std::string& word) { return word == kNothing ? "" : word; }

}  // namespace

std::vector<Ask> asks_of(const Crowd& crowd, const Place& place, int event, int worker) {
  const int all = 2 * std::max(place.seats, crowd.workers);
  Random random(crowd.seed * 1'000'003 + static_cast<std::uint64_t>(event));
  // The sleeper is first in the queue, so that a seat is left when it falls asleep.
  const std::int64_t sleeper =
      event % kRoundsAStall == 0 ? random.between(0, crowd.workers - 1) : -1;
  std::vector<Ask> asks;
  for (int i = 0; i < all; ++i) {
    const std::int64_t thought =
        random.between(kShortestThought.count(), kLongestThought.count() - 1);
    if (i % crowd.workers != worker) continue;
    Ask ask;
    ask.event = event;
    ask.student = i % 3 == 2 ? i - 1 : i;  // the student before asks here too
    ask.think = microseconds(thought);
    if (i == sleeper) ask.stall = kStall;
    if (i < crowd.workers && sleeper >= 0 && i != sleeper) ask.queue = kQueue;
    asks.push_back(ask);
  }
  return asks;
}

Run race_as_threads(const Strategy& strategy, const Place& place, const Crowd& crowd,
                    const std::function<bool()>& more) {
  const Office office = strategy.open(place);
  std::vector<Desk> desks;
  desks.reserve(static_cast<std::size_t>(crowd.workers));
  for (int worker = 0; worker < crowd.workers; ++worker) desks.push_back(office(worker));
  Run run;
  for (int event = 0; event < place.events && (event == 0 || more()); ++event) {
    std::latch start(crowd.workers);
    Answers answers;
    for (int worker = 0; worker < crowd.workers; ++worker) {
      answers.push_back(std::async(std::launch::async, [&, event, worker] {
        const std::vector<Ask> asks = asks_of(crowd, place, event, worker);
        start.arrive_and_wait();
        return work(desks[static_cast<std::size_t>(worker)], asks);
      }));
    }
    add_round(run, std::move(answers));
  }
  return run;
}

Run race_as_processes(const Strategy& strategy, const Place& place, const Crowd& crowd,
                      const std::function<bool()>& more) {
  const Office owner = strategy.one_owner ? strategy.open(place) : Office();
  std::vector<platform::Child> children;
  std::vector<Desk> desks;
  for (int worker = 0; worker < crowd.workers; ++worker) {
    children.push_back(
        start_child(crowd.program, "race", child_words(strategy, place, crowd, worker)));
    desks.push_back(owner ? owner(worker) : Desk());
  }
  for (platform::Child& child : children) {
    if (child.read_line() != "ready") throw Error(Message{"lab.worker_not_started"});
  }
  Run run;
  for (int event = 0; event < place.events && (event == 0 || more()); ++event) {
    const std::int64_t start = nanoseconds(Clock::now() + kHeadStart);
    Answers answers;
    for (int worker = 0; worker < crowd.workers; ++worker) {
      answers.push_back(std::async(std::launch::async, [&, event, worker, start] {
        const auto index = static_cast<std::size_t>(worker);
        return listen(children[index], event, start, asks_of(crowd, place, event, worker),
                      desks[index]);
      }));
    }
    add_round(run, std::move(answers));
  }
  for (platform::Child& child : children) {
    child.close_input();
    if (child.wait() != 0) throw Error(Message{"lab.worker_failed"});
  }
  return run;
}

std::vector<std::string> child_words(const Strategy& strategy, const Place& place,
                                     const Crowd& crowd, int worker) {
  return {strategy.name,
          place.folder.string(),
          std::to_string(place.events),
          std::to_string(place.seats),
          word_or_nothing(place.servers.redis),
          word_or_nothing(place.servers.postgres),
          std::to_string(crowd.seed),
          std::to_string(crowd.workers),
          std::to_string(worker)};
}

int race_child(const std::vector<std::string>& words) {
  const Strategy& strategy = strategy_named(words.at(0));
  const Place place{words.at(1),
                    std::stoi(words.at(2)),
                    std::stoi(words.at(3)),
                    {text_of(words.at(4)), text_of(words.at(5))}};
  const Crowd crowd{std::stoull(words.at(6)), std::stoi(words.at(7))};
  const int worker = std::stoi(words.at(8));
  const Desk desk = strategy.one_owner ? asking_owner() : strategy.open(place)(worker);
  std::cout << "ready" << std::endl;

  std::string text;
  while (std::getline(std::cin, text)) {
    std::istringstream line(text);
    std::string word;
    int event = 0;
    std::int64_t start = 0;
    line >> word >> event >> start;
    const std::vector<Ask> asks = asks_of(crowd, place, event, worker);
    std::this_thread::sleep_until(Clock::time_point(std::chrono::nanoseconds(start)));
    for (const Timed& timed : work(desk, asks)) {
      std::cout << "heard " << timed.heard.student << ' ' << static_cast<int>(timed.heard.told)
                << ' ' << timed.from << ' ' << timed.to << ' ' << timed.heard.why << '\n';
    }
    std::cout << "done" << std::endl;
  }
  return 0;
}

}  // namespace lastseat::prove
