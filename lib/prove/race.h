// Many workers, few seats, one start: which ways of giving a seat keep the promise, and which are
// seen to break it? Every strategy is raced as threads and as processes, by the same requests with
// the same pauses, and judged by the auditor. A race that must break and does not is run again, a
// bounded number of times.
//
// One thread. Throws std::invalid_argument for a strategy that there is not.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"
#include "prove/strategy.h"

namespace lastseat::prove {

struct RaceOptions {
  std::uint64_t seed = 1;
  int workers = 8;  // threads
  int processes = 4;
  int seats = 10;
  int rounds = 3;
  std::vector<std::string> strategies = {};  // empty: all
  std::filesystem::path program = {};        // whose children race; empty: this program
  // For all of it: a strategy that has used up its share begins no further round, so that a slow
  // disk makes it fewer, not longer.
  std::chrono::milliseconds patience = std::chrono::hours(1);
  Servers servers = {};
};

Report race(const RaceOptions&);

// The same with these strategies instead of the program's.
Report race(const RaceOptions&, const std::vector<Strategy>&);

}  // namespace lastseat::prove
