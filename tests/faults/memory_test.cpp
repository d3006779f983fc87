// The n-th allocation of SQLite fails, once or permanently, for every n until a run has no such
// allocation: in a day at the desk below the writer (day.h says what is audited), and in a check.
// This is a separate program, because SQLite accepts an allocator only before its first use.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "faults/day.h"
#include "faults/station.h"
#include "faults/sweep.h"
#include "store/journal/check.h"
#include "store/sqlite/error.h"
#include "store/sqlite/wal_frames.h"
#include "support/builders.h"
#include "support/crash_vfs.h"
#include "support/fault_memory.h"
#include "support/fault_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += sentence + "\n";
  return text;
}

std::string findings_of(const DatabaseOptions& options) { return text_of(check(options)); }

struct Scene {
  Scene()
      : options{.path = folder / "lastseat.db",
                .vfs = calm.name(),
                .busy_timeout = std::chrono::milliseconds(1)} {
    calm.hurry();
  }
  FaultVfs calm{"memory-calm"};
  TemporaryFolder folder;
  DatabaseOptions options;
  CommitterStation station{options};
  Day day{station, options, calm.name()};
};

// Runs a part of the program with too little memory; returns the breaches of its promises.
using RunOne = std::function<std::string(int nth, int failures)>;

void sweep(const std::string& what, int allocations, int wanted, const RunOne& run_one) {
  for (const int failures : {1, fault_memory::kForEver}) {
    const std::string mode = failures == 1 ? "once" : "for ever";
    int points = 0;
    const auto run = [&](int nth) {
      CAPTURE(mode);
      CAPTURE(nth);
      CAPTURE(seed());
      const int before = fault_memory::injected();
      const std::string breaches = run_one(nth, failures);
      CHECK(breaches == "");
      return fault_memory::injected() > before;
    };
    Points(allocations, wanted, 5).each([&](int nth) {
      const bool met = run(nth);
      CHECK(met);
      points += met;
    });
    CHECK_FALSE(run(allocations));
    MESSAGE(what << ", " << mode << ": " << points << " of " << allocations
                 << " allocations swept, seed " << seed());
  }
}

int allocations_of(const std::function<void()>& work) {
  const int before = fault_memory::allocations();
  work();
  return fault_memory::allocations() - before;
}

}  // namespace

TEST_CASE("any allocation fails, below the writer: nothing answered is lost") {
  const int allocations = [] {
    Scene scene;
    return allocations_of([&] { scene.day.run(); });
  }();
  sweep("a day at the desk", allocations, 40, [](int nth, int failures) {
    Scene scene;
    fault_memory::fail(nth, failures);
    scene.day.run();
    fault_memory::heal();
    scene.day.audit_a_crash();
    return joined(scene.day.audit());
  });
}

TEST_CASE("any allocation fails while the fest is checked: a StorageError, or it is sound") {
  Scene scene;
  scene.day.run();
  scene.day.close();
  const auto checked = [&] { check(scene.options); };
  checked();
  sweep("a check", allocations_of(checked), 60, [&](int nth, int failures) -> std::string {
    fault_memory::fail(nth, failures);
    std::string found;
    try {
      found = findings_of(scene.options);
    } catch (const StorageError& error) {
      if (error.kind == StorageError::Kind::corrupt) found = error.what();
    }
    fault_memory::heal();
    if (!found.empty()) return "too little memory is reported as damage: " + found;
    return findings_of(scene.options);
  });
}

TEST_CASE("without memory to gather the frames of a commit, each is written at once") {
  CrashVfs disk("memory-wal");
  sqlite3_vfs* vfs = sqlite3_vfs_find(disk.name().c_str());
  std::vector<std::max_align_t> opened(static_cast<std::size_t>(vfs->szOsFile));
  auto* wal = reinterpret_cast<sqlite3_file*>(opened.data());
  REQUIRE(vfs->xOpen(vfs, "wal", wal, SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL, nullptr) == SQLITE_OK);
  WalFrames frames;
  std::string written;
  const auto write = [&](std::size_t size) {
    const std::string bytes(size, '\0');
    const auto at = static_cast<sqlite3_int64>(written.size());
    written += bytes;
    return frames.write(wal, 4096, bytes.data(), static_cast<int>(size), at);
  };
  fault_memory::fail(0);
  for (const std::size_t size : {32U, 24U, 4096U}) CHECK(write(size) == SQLITE_OK);
  fault_memory::heal();
  CHECK(disk.disk().read("wal") == written);
  for (const std::size_t size : {24U, 4096U}) CHECK(write(size) == SQLITE_OK);
  CHECK(disk.disk().read("wal").size() < written.size());
  wal->pMethods->xClose(wal);
}

TEST_CASE(
    "too little memory for a command: nothing has happened, a retry works, and others go on") {
  Scene scene;
  scene.station.open();
  scene.station.settle({{add_event("ROBO", 3), "desk", "", "robo"}});
  const Request request{register_new("ROBO", "A1"), "desk", "", "a1"};
  Job job{request};
  fault_memory::fail(0);
  scene.station.committer().settle({&job, 1});
  fault_memory::heal();
  CHECK(job.reply.delivery == Delivery::busy);
  CHECK(scene.station.health() == Health::ready);
  CHECK(scene.station.settle({request})[0].said == Said::answered);
}
