// A file that is written while the power goes: in place, and by a rename.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct TearOptions {
  std::uint64_t seed = 1;
  int kills = 200;
  std::filesystem::path program = {};  // that is killed; empty: this program
};

Report tear(const TearOptions&);

int tear_child(const std::vector<std::string>& words);

}  // namespace lastseat::prove
