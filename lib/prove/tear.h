// A file is written again and again by a child that is killed: in place, as a simple program does
// it, and as a temporary file that is renamed, as Lastseat writes its mirror.
//
// A child process (this program) writes registrations.json without a pause and is killed at moments
// that follow from the seed; what exactly it is doing then depends on the scheduler. After every
// kill the file is judged by its own content: is it JSON, and does it have as many registrations as
// its version says? It must always exist: there was a whole one before the first kill.
//
// Proven: writing in place tore the file at least once, renaming never did, and some kill came
// during the renaming way (it left a temporary file behind).
//
// One thread. Errors are exceptions; the folder of the experiment is always removed.
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
  std::filesystem::path program = {};  // to be killed; empty: this program
};

Report tear(const TearOptions&);

// The child: WAY (in-place, rename), FOLDER, SEED. Writes until it is killed.
int tear_child(const std::vector<std::string>& words);

// What a reader finds at that path.
enum class Found { whole, torn, missing };
Found found_in(const std::filesystem::path& file);

}  // namespace lastseat::prove
