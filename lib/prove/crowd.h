// The crowd that wants the seats: workers that start at the same moment, as threads of this process
// or as separate processes, and everything that they were told.
//
// What each worker asks for, and how long it thinks, follows from the seed; how the system
// schedules them does not. Called by one thread. Throws what opening a desk throws, or
// Error if a child process fails.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "prove/strategy.h"

namespace lastseat::prove {

struct Crowd {
  std::uint64_t seed = 1;
  int workers = 0;
  std::filesystem::path program = {};  // that the processes run; empty: this program
};

struct Run {
  std::vector<Heard> heard;
  std::vector<double> waits_ms;  // of each request
  double seconds = 0;            // from the first request to the last answer, of all rounds
  int rounds = 0;
};

// One round per event of the place. `more(rounds so far)` is asked before each but the first.
Run race_as_threads(const Strategy&, const Place&, const Crowd&, const std::function<bool()>& more);
Run race_as_processes(const Strategy&, const Place&, const Crowd&,
                      const std::function<bool()>& more);

// What one worker asks for in one round, in order. Together they want more seats than there are,
// and some students ask at two desks at once.
std::vector<Ask> asks_of(const Crowd&, const Place&, int event, int worker);

// The words that start worker number `worker` as a child process, and what that process does.
std::vector<std::string> child_words(const Strategy&, const Place&, const Crowd&, int worker);
int race_child(const std::vector<std::string>& words);

}  // namespace lastseat::prove
