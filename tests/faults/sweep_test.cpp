// The n-th call of each kind to the disk fails, once or permanently, for every n until a run has no
// fault: below the store alone, and below the committer with its own recovery.
//
// A day without faults counts the calls of each kind. A run makes exactly the same calls until its
// fault, so every n below that count is swept, and a run with n equal to the count must have no
// fault. See day.h for what is audited after each run.
#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "faults/day.h"
#include "faults/station.h"
#include "faults/sweep.h"
#include "store/journal/check.h"
#include "store/sqlite/error.h"
#include "support/builders.h"
#include "support/fault_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

struct Fault {
  FaultVfs::Call call;
  int code;
  const char* name;
};

const std::vector<Fault> kFaults{
    {FaultVfs::read, SQLITE_IOERR_READ, "IOERR_READ"},
    {FaultVfs::write, SQLITE_IOERR_WRITE, "IOERR_WRITE"},
    {FaultVfs::write, SQLITE_FULL, "FULL"},
    {FaultVfs::sync, SQLITE_IOERR_FSYNC, "IOERR_FSYNC"},
    {FaultVfs::truncate, SQLITE_IOERR_TRUNCATE, "IOERR_TRUNCATE"},
    {FaultVfs::open, SQLITE_CANTOPEN, "CANTOPEN"},
    {FaultVfs::remove, SQLITE_IOERR_DELETE, "IOERR_DELETE"},
    {FaultVfs::access, SQLITE_IOERR_ACCESS, "IOERR_ACCESS"},
    {FaultVfs::file_size, SQLITE_IOERR_FSTAT, "IOERR_FSTAT"},
    {FaultVfs::lock, SQLITE_IOERR_LOCK, "IOERR_LOCK"},
    {FaultVfs::lock, SQLITE_BUSY, "BUSY"},
    {FaultVfs::unlock, SQLITE_IOERR_UNLOCK, "IOERR_UNLOCK"},
    {FaultVfs::file_control, SQLITE_IOERR, "IOERR"},
    {FaultVfs::shm_map, SQLITE_IOERR_SHMMAP, "IOERR_SHMMAP"},
    {FaultVfs::shm_lock, SQLITE_IOERR_SHMLOCK, "IOERR_SHMLOCK"},
    {FaultVfs::shm_lock, SQLITE_BUSY, "BUSY"},
};

using MakeStation = std::function<std::unique_ptr<Station>(const DatabaseOptions&)>;

const MakeStation kLedger = [](const DatabaseOptions& options) {
  return std::make_unique<LedgerStation>(options);
};
const MakeStation kCommitter = [](const DatabaseOptions& options) {
  return std::make_unique<CommitterStation>(options);
};

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) text += sentence + "\n";
  return text;
}

// A new fest on a disk that may fail, and a disk that never fails, for the audit.
struct Scene {
  explicit Scene(const MakeStation& make)
      : options{.path = folder / "lastseat.db",
                .vfs = faulty.name(),
                .busy_timeout = std::chrono::milliseconds(1)},
        station(make(options)),
        day(*station, options, calm.name()) {
    faulty.hurry();
    calm.hurry();
  }

  DatabaseOptions calmly() const { return {.path = options.path, .vfs = calm.name()}; }
  std::vector<int> calls() const {
    std::vector<int> calls;
    for (int i = 0; i < FaultVfs::kCalls; ++i) {
      calls.push_back(faulty.calls(static_cast<FaultVfs::Call>(i)));
    }
    return calls;
  }

  FaultVfs faulty{"sweep-faulty"};
  FaultVfs calm{"sweep-calm"};
  TemporaryFolder folder;
  DatabaseOptions options;
  std::unique_ptr<Station> station;
  Day day;
};

struct Run {
  std::string breaches;
  int injected = 0;
};

// Ends a scene, with or without a fault.
Run audited(Scene& scene) {
  scene.day.audit_a_crash();
  const int injected = scene.faulty.injected();
  scene.faulty.heal();
  return {joined(scene.day.audit()), injected};
}

Run run_day(const MakeStation& make, const Fault& fault, int nth, int failures) {
  Scene scene(make);
  scene.faulty.fail(fault.call, fault.code, nth, failures);
  scene.day.run();
  return audited(scene);
}

// The calls of each kind in a day without faults.
std::vector<int> calls_of_a_day(const MakeStation& make) {
  Scene scene(make);
  scene.day.run();
  const std::vector<int> calls = scene.calls();
  CHECK(scene.day.answered() == scene.day.commands());
  CHECK(audited(scene).breaches == "");
  return calls;
}

using RunOne = std::function<Run(const Fault&, int nth, int failures)>;

// Every fault, once and permanently, at the requested number of calls.
void sweep(const std::string& what, const std::vector<int>& calls, const RunOne& run_one,
           int wanted) {
  int runs = 0;
  std::string report;
  for (const Fault& fault : kFaults) {
    const std::string name = std::string(FaultVfs::kNames[fault.call]) + " " + fault.name;
    for (const int failures : {1, FaultVfs::kForEver}) {
      const std::string mode = failures == 1 ? ", once" : ", for ever";
      int points = 0;
      Points(calls[fault.call], wanted, fault.call).each([&](int nth) {
        CAPTURE(name + mode);
        CAPTURE(nth);
        CAPTURE(seed());
        const Run run = run_one(fault, nth, failures);
        CHECK(run.breaches == "");
        if (fault.code != SQLITE_FULL) CHECK(run.injected > 0);
        points += run.injected > 0;
      });
      runs += points;
      CHECK(run_one(fault, calls[fault.call], failures).injected == 0);
      report += "\n  " + name + mode + ": " + std::to_string(points) + " of " +
                std::to_string(calls[fault.call]) + " calls";
    }
  }
  MESSAGE(what << ": " << runs << " fault points swept, seed " << seed() << report);
}

void sweep_days(const std::string& what, const MakeStation& make, int wanted) {
  sweep(
      what, calls_of_a_day(make),
      [&](const Fault& fault, int nth, int failures) {
        return run_day(make, fault, nth, failures);
      },
      wanted);
}

// A desk whose last fsync has failed: its writer must open the file again.
void fail_a_commit(Scene& scene) {
  scene.day.open();
  scene.day.morning();
  scene.day.look();
  scene.faulty.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC, 0, 1);
  scene.day.batch({{"doubtful", register_new("HACK", "DOUBTFUL")}});
}

}  // namespace

TEST_CASE("any call to the disk fails, below the store: nothing answered is lost") {
  sweep_days("store", kLedger, 3);
}

TEST_CASE("any call to the disk fails, below the writer: nothing answered is lost") {
  sweep_days("writer", kCommitter, 5);
}

TEST_CASE("any call to the disk fails during recovery: it recovers when the disk works again") {
  std::vector<int> calls;
  {
    Scene scene(kCommitter);
    fail_a_commit(scene);
    const std::vector<int> before = scene.calls();
    CHECK(scene.station->recover());
    calls = scene.calls();
    for (std::size_t i = 0; i < calls.size(); ++i) calls[i] -= before[i];
  }
  sweep(
      "recovery", calls,
      [](const Fault& fault, int nth, int failures) {
        Scene scene(kCommitter);
        fail_a_commit(scene);
        const int before = scene.faulty.injected();
        scene.faulty.fail(fault.call, fault.code, nth, failures);
        scene.station->recover();
        const int injected = scene.faulty.injected() - before;
        scene.day.noon();
        return Run{audited(scene).breaches, injected};
      },
      3);
}

// A disk that has lost the end of a file returns nothing. SQLite reads zeros, so an answer may be
// wrong; then check() finds it.
TEST_CASE("an empty read: nothing is lost, or the damage is found") {
  const int reads = calls_of_a_day(kCommitter)[FaultVfs::read];
  int points = 0;
  int found = 0;
  for (const int failures : {1, FaultVfs::kForEver}) {
    Points(reads, 15, 77).each([&](int nth) {
      CAPTURE(nth);
      CAPTURE(failures);
      Scene scene(kCommitter);
      scene.faulty.fail(FaultVfs::read, SQLITE_IOERR_SHORT_READ, nth, failures);
      scene.day.run();
      Run run = audited(scene);
      ++points;
      if (run.breaches.empty()) return;
      scene.station->close();  // a person restarts it
      run.breaches = joined(scene.day.audit());
      if (run.breaches.empty()) return;
      ++found;
      CAPTURE(run.breaches);
      try {
        const bool sound = check(scene.calmly()).ok();
        CHECK_FALSE(sound);
      } catch (const StorageError& error) {
        CHECK(error.kind == StorageError::Kind::corrupt);
      }
    });
  }
  MESSAGE("empty reads: " << points << " of " << 2 * reads << " swept, seed " << seed()
                          << "; damage caused and found: " << found);
}

TEST_CASE("a page that the disk returns empty is an error, never an answer of zeros") {
  Scene scene(kLedger);
  scene.day.run();
  scene.day.close();
  int refused = 0;
  for (int nth = 0;; ++nth) {
    CAPTURE(nth);
    const int before = scene.faulty.injected();
    Database database = Database::reopen(scene.options);
    Ledger ledger(database);
    ledger.begin();
    scene.faulty.fail(FaultVfs::read, SQLITE_IOERR_SHORT_READ, nth, 1);
    try {
      for (const auto& [request, body] : scene.day.answers()) {
        const Answer now = ledger.execute(request, 0, 0);
        CHECK(now.body == body);
      }
    } catch (const StorageError& error) {
      CHECK(error.kind == StorageError::Kind::corrupt);
      ++refused;
    }
    scene.faulty.heal();
    ledger.rollback();
    if (scene.faulty.injected() == before) break;
  }
  CHECK(refused >= 5);
}

TEST_CASE("a page that cannot be read is not damage: later, the file is sound") {
  Scene scene(kCommitter);
  scene.day.run();
  scene.day.close();
  int failed = 0;
  for (const int failures : {1, FaultVfs::kForEver}) {
    for (int nth = 0;; ++nth) {
      CAPTURE(nth);
      CAPTURE(failures);
      Database database = Database::reopen(scene.options);
      const int before = scene.faulty.injected();
      scene.faulty.fail(FaultVfs::read, SQLITE_IOERR_READ, nth, failures);
      try {
        const std::string damage = database.quick_check();
        CHECK(damage == "");
      } catch (const StorageError& error) {
        CHECK(error.kind == StorageError::Kind::unknown);
      }
      scene.faulty.heal();
      CHECK(database.quick_check() == "");
      if (scene.faulty.injected() == before) break;
      ++failed;
    }
  }
  CHECK(failed >= 20);
}

TEST_CASE("any call to the disk fails while the fest is checked: a StorageError, or it is sound") {
  Scene scene(kCommitter);
  scene.day.run();
  scene.day.close();
  const auto calls_now = [&] { return scene.calls(); };
  const std::vector<int> before = calls_now();
  CHECK(check(scene.options).ok());
  std::vector<int> calls = calls_now();
  for (std::size_t i = 0; i < calls.size(); ++i) calls[i] -= before[i];
  sweep(
      "check", calls,
      [&](const Fault& fault, int nth, int failures) {
        const int injected = scene.faulty.injected();
        scene.faulty.fail(fault.call, fault.code, nth, failures);
        try {
          check(scene.options);
        } catch (const StorageError&) {
        }
        scene.faulty.heal();
        const CheckReport report = check(scene.options);
        return Run{text_of(report), scene.faulty.injected() - injected};
      },
      20);
}
