// A fest day that one seed decides, on one thread: the real rules, store and committer, on a disk
// of crash_vfs, with the clock, the random numbers, the cuts of the batches and every fault drawn
// from the seed.
//
// A run is a row of steps: a request arrives; what has gathered is settled; the clock jumps; the
// power is cut some changes later; the program is killed, or stopped and started; the disk fails
// once, or until it is mended, or is full; another program holds the file. Each step draws from its
// own number and from what the fest is by then, so steps can be left out and the rest still means
// something: that is how a failing run is made small.
//
// What is compared. Every answer with the reference (reference.h), in the order of the journal.
// After every batch the counters and rows of every event, in half of the runs by a reader that
// stays open and now and then holds on to what it sees. After every start and every recovery the
// whole journal, byte for byte, and the tables; a batch whose end was unknown is in it whole or not
// at all, and is taken over by the reference. After a crash the program replays the journal itself
// (check()); so does the test at some of the other starts. At the end everybody asks again, under
// every key, and those who were answered are told the same.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lastseat::test {

struct Scenario {
  std::uint64_t seed = 0;
  std::vector<int> steps = {};  // those that are done, ascending
  bool disk_lies = false;       // a planted fault: syncs do nothing, and answers go with the power

  static Scenario whole(std::uint64_t seed, int steps);
  // "seed 17 steps 0-4,9,12", with " on a disk that lies", and back; throws std::invalid_argument.
  std::string text() const;
  static Scenario parse(const std::string& text);
};

struct Totals {
  std::uint64_t runs = 0;
  std::uint64_t commands = 0;  // that were answered for good
  std::uint64_t commits = 0;
  std::uint64_t retries = 0;  // answered from memory
  std::uint64_t power_cuts = 0;
  std::uint64_t kills = 0;
  std::uint64_t starts = 0;
  std::uint64_t recoveries = 0;
  std::uint64_t faults = 0;   // calls that the disk failed
  std::uint64_t unknown = 0;  // requests whose end was not certain
  std::uint64_t adopted = 0;  // of these, those that the disk had
  std::uint64_t refused = 0;  // requests that were told busy, not ready or full
  std::uint64_t checks = 0;

  Totals& operator+=(const Totals&);
  std::string text() const;
};

struct Run {
  std::string wrong = {};  // empty: everything is as it must be
  int step = 0;            // at which it was seen
  Totals totals = {};
};

// `trace`, if given, is told each step in words.
Run simulate(const Scenario&, std::vector<std::string>* trace = nullptr);

// The smallest scenario found that still goes wrong, in at most that many runs.
Scenario shrunk(const Scenario&, int most_runs = 400);

// For a person: what went wrong, the scenario made small, and its steps.
std::string report_of(const Scenario&);

}  // namespace lastseat::test
