// Many workers, few seats, one start: which ways of taking a seat keep the promise?
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct RaceOptions {
  std::uint64_t seed = 1;
  int workers = 8;
  int processes = 4;
  int seats = 20;
  int rounds = 5;
  std::vector<std::string> strategies = {};  // empty: all
  std::filesystem::path program = {};        // whose children race; empty: this program
};

Report race(const RaceOptions&);

int race_child(const std::vector<std::string>& words);

}  // namespace lastseat::prove
