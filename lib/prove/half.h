// Two statements that belong together, and a kill between them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct HalfOptions {
  std::uint64_t seed = 1;
  int kills = 200;
  std::filesystem::path program = {};  // that is killed; empty: this program
};

Report half(const HalfOptions&);

int half_child(const std::vector<std::string>& words);

}  // namespace lastseat::prove
