// A fest day that is determined by one seed, on one thread: the real rules, store and committer, on
// a disk of crash_vfs. The clock, the random numbers, the batch sizes and every fault are drawn
// from the seed.
//
// A run is a sequence of steps: a request arrives; the queued requests are committed; the clock
// jumps; the power is cut after some more changes; the program is killed, or stopped and started;
// the disk fails once, or until it is repaired, or is full; another program locks the file. On some
// days another program, with SQLite alone and without checksums, visits the file again and again:
// while it is served, after a stop, and after a kill or a power cut, before the restart. It reads,
// checkpoints, holds a read transaction, vacuums, or changes the journal mode. Each step depends
// only on its own number and on the current state, so steps can be left out and the rest is still
// meaningful: this is how a failing run is shrunk.
//
// What is compared: every answer with the reference (reference.h), in the order of the journal;
// after every batch, the counters and rows of every event, in half of the runs with a reader that
// stays open and sometimes keeps a read transaction; after every start and every recovery, the
// whole journal, byte for byte, and the tables. A batch whose outcome was unknown is in the journal
// completely or not at all, and the reference adopts it. After a crash the program replays the
// journal itself (check()); the test does so at some of the other starts. At the end every request
// is retried, and those that had an answer get the same.
//
// One thread at a time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lastseat::test {

struct Scenario {
  std::uint64_t seed = 0;
  std::vector<int> steps = {};  // the steps to run, ascending
  bool visited = false;         // another program visits the file
  bool disk_lies = false;       // a planted fault: syncs do nothing, so a power cut loses answers

  // On every third day of these, another program visits the file.
  static Scenario whole(std::uint64_t seed, int steps);
  // "seed 17 steps 0-4,9,12", with " with visits" and " on a disk that lies", and back; throws
  // std::invalid_argument.
  std::string text() const;
  static Scenario parse(const std::string& text);
};

struct Totals {
  std::uint64_t runs = 0;
  std::uint64_t commands = 0;  // with a final answer
  std::uint64_t commits = 0;
  std::uint64_t retries = 0;  // with a stored answer
  std::uint64_t power_cuts = 0;
  std::uint64_t kills = 0;
  std::uint64_t starts = 0;
  std::uint64_t recoveries = 0;
  std::uint64_t faults = 0;   // calls to the disk that failed
  std::uint64_t unknown = 0;  // requests whose outcome was unknown
  std::uint64_t adopted = 0;  // of these, those that were on the disk
  std::uint64_t refused = 0;  // requests refused as busy, not ready or full
  std::uint64_t checks = 0;
  std::uint64_t visits = 0;        // of another program
  std::uint64_t signed_pages = 0;  // that it had written

  Totals& operator+=(const Totals&);
  std::string text() const;
};

struct Run {
  std::string wrong = {};  // empty: everything is correct
  int step = 0;            // at which it was detected
  Totals totals = {};
};

// `trace`, if given, receives a description of each step.
Run simulate(const Scenario&, std::vector<std::string>* trace = nullptr);

// The smallest scenario found that still fails, in at most that many runs.
Scenario shrunk(const Scenario&, int most_runs = 400);

// For people: what went wrong, the shrunk scenario, and its steps.
std::string report_of(const Scenario&);

}  // namespace lastseat::test
