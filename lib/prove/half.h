// Taking a seat and writing the registration are two statements that belong together. A child runs
// them on a SQLite file, first as separate statements, then inside one transaction, and is killed.
//
// The child (this program) takes one seat after another without a pause. It is killed at random
// moments, which follow from the seed (what exactly it is doing then depends on the scheduler), and
// at the one moment that matters: after the first statement and before the second. After every kill
// the file is opened again and counted: do the seats taken equal the registrations? The count does
// not know how they were written. Each kill has its own event, so that one half state neither hides
// nor repeats another.
//
// Proven: half states were seen without a transaction, and never with one.
//
// One thread. Errors are exceptions; the folder of the experiment is always removed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "prove/report.h"

namespace lastseat::prove {

struct HalfOptions {
  std::uint64_t seed = 1;
  int kills = 200;  // of each way, at random moments; a tenth as many between the two
  std::filesystem::path program = {};  // to be killed; empty: this program
};

Report half(const HalfOptions&);

// The child: WAY (statements, transaction), MOMENT (random, between), FILE, EVENT. Takes seats
// until it is killed; for "between", it stops there and says so.
int half_child(const std::vector<std::string>& words);

// What the file says about one event after a kill.
struct Pair {
  std::int64_t seats_gone = 0;
  std::int64_t registrations = 0;
  bool whole() const { return seats_gone == registrations; }
};
Pair pair_of(const std::filesystem::path& database, std::int64_t event);

}  // namespace lastseat::prove
