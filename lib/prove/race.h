// Many workers, few seats, one start: which ways of giving a seat keep the promise, and which ones
// break it? Every strategy runs with threads and with processes, with the same requests and the
// same pauses, and is judged by the auditor. A strategy that must break and does not is run again,
// a bounded number of times.
//
// One thread. Throws UnknownStrategy.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"
#include "prove/strategy.h"
#include "text/error.h"

namespace lastseat::prove {

struct RaceOptions {
  std::uint64_t seed = 1;
  int workers = 8;  // threads
  int processes = 4;
  int seats = 10;
  int rounds = 3;
  std::vector<std::string> strategies = {};  // empty: all
  std::filesystem::path program = {};        // that the children run; empty: this program
  // For the whole race: a strategy that has used up its share starts no further round, so that a
  // slow disk means fewer rounds, not a longer race.
  std::chrono::milliseconds patience = std::chrono::hours(1);
  Servers servers = {};
};

// A strategy that is not there, or whose server is not.
struct UnknownStrategy : Error {
  using Error::Error;
};

Report race(const RaceOptions&);

// The same with these strategies instead of the program's.
Report race(const RaceOptions&, const std::vector<Strategy>&);

}  // namespace lastseat::prove
