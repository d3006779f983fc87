// A file that is written again and again while its writer is killed: in place, as a simple program
// does it, and by a temporary file that is renamed, as Lastseat writes its mirror.
//
// A child process (this program) writes registrations.json without a pause and is killed at moments
// that follow from the seed; what exactly it was doing then is the scheduler's affair. After every
// kill the file is judged by what it says of itself: is it JSON, and are there as many
// registrations in it as its version says? It must be there always: a whole one lay there before
// the first kill.
//
// Proven: in place tore the file at least once, the rename never did, and the rename was really met
// at work (a kill left a temporary file behind).
//
// One thread. Errors are exceptions; the folder of the experiment is gone in any case.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct TearOptions {
  std::uint64_t seed = 1;
  int kills = 200;                     // of each way
  std::filesystem::path program = {};  // that is killed; empty: this program
};

Report tear(const TearOptions&);

// The child: WAY (in-place, rename), FOLDER, SEED. Writes until it is killed.
int tear_child(const std::vector<std::string>& words);

// What a reader finds under that name.
enum class Found { whole, torn, missing };
Found found_in(const std::filesystem::path& file);

}  // namespace lastseat::prove
