// A seat is taken and the registration is written: two statements that belong together, on a SQLite
// file, once each for itself and once inside one transaction, by a child that is killed.
//
// The child (this program) takes one seat after the other without a pause. It is killed at random
// moments, which follow from the seed (what exactly it was doing then is the scheduler's affair),
// and at the one moment that matters: after the first statement, before the second. After every
// kill the file is opened anew and counted: are as many seats gone as registrations are there? That
// count knows nothing of how they were written. Each kill has an event of its own, so that one half
// state neither hides nor repeats another.
//
// Proven: without a transaction half states were seen, with one never.
//
// One thread. Errors are exceptions; the folder of the experiment is gone in any case.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct HalfOptions {
  std::uint64_t seed = 1;
  int kills = 200;  // of each way at random moments; and a tenth at the named one
  std::filesystem::path program = {};  // that is killed; empty: this program
};

Report half(const HalfOptions&);

// The child: WAY (statements, transaction), MOMENT (random, between), FILE, EVENT. Takes seats
// until it is killed; at the moment "between" it stands still there and says so.
int half_child(const std::vector<std::string>& words);

// What the file says of one event after a kill.
struct Pair {
  std::int64_t seats_gone = 0;
  std::int64_t registrations = 0;
  bool whole() const { return seats_gone == registrations; }
};
Pair pair_of(const std::filesystem::path& database, std::int64_t event);

}  // namespace lastseat::prove
