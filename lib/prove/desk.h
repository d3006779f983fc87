// The real program on this computer and this disk, killed in the middle of a run.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct DeskOptions {
  std::uint64_t seed = 1;
  int rounds = 3;
  std::filesystem::path folder = {};   // where: that disk is judged
  std::filesystem::path program = {};  // that is killed; empty: this program
};

Report desk(const DeskOptions&);

}  // namespace lastseat::prove
