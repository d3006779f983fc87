// A commit whose sync failed. Its pages are in the page cache, marked clean, and perhaps not on the
// disk; a program that opens the file again reads a whole commit. It must not be moved into the
// database from there: a power cut during the move would leave half of it, with nothing to repair
// it.
//
// The power is cut at every change of the disk while the program recovers, or restarts, with many
// seeds each. Then the program starts, the file is sound, and retries of everything answered get
// the same answers, byte for byte.
//
// LASTSEAT_CRASH_SEEDS=N: N disks, instead of a few.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "simulation/workload.h"
#include "store/journal/check.h"
#include "support/campaign.h"
#include "support/crash_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr std::uint64_t kSeeds = 3;
constexpr std::size_t kAnswered = 10;  // batches; the sync of the next one fails: 60 students

class FailedSync {
 public:
  int cuts = 0;
  std::string first_loss;

  explicit FailedSync(bool with_wal) : with_wal_(with_wal) {}

  // The disk fails in the COMMIT of a batch, and once more; then `go_on` recovers or restarts the
  // program.
  template <class GoOn>
  void run(std::uint64_t disk_seed, GoOn&& go_on) {
    CrashVfs vfs("failed-sync", with_wal_);
    vfs.seed(disk_seed);
    auto committer = std::make_unique<Committer>(workload_options(vfs), workload_hooks());
    const auto& batches = workload_.batches();
    for (std::size_t i = 0; i < kAnswered; ++i) {
      // A WAL with everything answered could repair every page.
      if (i == kAnswered - 1) REQUIRE(Database::reopen(workload_options(vfs)).checkpoint());
      settle(*committer, batches[i]);
    }
    // That of the WAL, and the one of a file that is closed; or, after the journal's two and the
    // database's, that of the emptied journal, and the first one of what is done next.
    vfs.fail(CrashVfs::sync, SQLITE_IOERR_FSYNC, with_wal_ ? 0 : 3, 2);
    REQUIRE(settle(*committer, batches[kAnswered]).empty());
    REQUIRE(committer->health() == Health::recovering);
    vfs.watch([&](CrashVfs::Call, CrashVfs::Moment) {
      for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        start_on(vfs.disk().after_power_cut(disk_seed * 1'000'003 + ++cut_), disk_seed);
      }
    });
    go_on(vfs, std::move(committer));
    vfs.watch({});
  }

  // A reader held up a checkpoint. Then the sync of a COMMIT fails, and a later one, before the
  // program has recovered; then the power is cut.
  void run_after_half_a_checkpoint(int failing_sync, std::uint64_t disk_seed) {
    CrashVfs vfs("half-moved");
    vfs.seed(disk_seed);
    const DatabaseOptions options = workload_options(vfs);
    Committer committer(options, workload_hooks());
    Database reader = Database::open_read_only(options);
    const auto& batches = workload_.batches();
    for (std::size_t i = 0; i < kAnswered; ++i) {
      if (i == kAnswered - 2) reader.sqlite().exec("BEGIN; SELECT count(*) FROM journal");
      settle(committer, batches[i]);
    }
    REQUIRE_FALSE(Database::reopen(options).checkpoint());
    reader.sqlite().exec("COMMIT");
    int syncs = 0;
    vfs.watch([&](CrashVfs::Call call, CrashVfs::Moment moment) {
      if (call != CrashVfs::sync || moment != CrashVfs::Moment::before) return;
      if (++syncs == 1 || syncs == failing_sync) {
        vfs.fail(CrashVfs::sync, SQLITE_IOERR_FSYNC, 0, 1);
      }
    });
    REQUIRE(settle(committer, batches[kAnswered]).empty());
    for (int tries = 0; tries < 3 && committer.health() != Health::ready; ++tries) {
      committer.recover();
    }
    REQUIRE(committer.health() == Health::ready);
    REQUIRE(syncs >= failing_sync);
    vfs.watch({});
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      start_on(vfs.disk().after_power_cut(disk_seed * 1'000'003 + ++cut_), disk_seed);
    }
  }

 private:
  void start_on(const Disk& disk, std::uint64_t disk_seed) {
    ++cuts;
    CrashVfs vfs("failed-sync-restarted", with_wal_);
    vfs.restart(disk);
    std::string loss;
    try {
      Committer committer(workload_options(vfs), workload_hooks());
      const std::vector<Request> requests = workload_.until(kAnswered - 1);
      const std::vector<Answer> answers = settle(committer, requests);
      if (answers.size() != requests.size()) loss = "a retry is not answered";
      for (std::size_t i = 0; loss.empty() && i < answers.size(); ++i) {
        if (answers[i].origin != Answer::Origin::replayed || answers[i].body != expected_[i].body) {
          loss = "answer " + std::to_string(i + 1);
        }
      }
      committer.close();
      if (loss.empty()) loss = text_of(check(workload_options(vfs)));
    } catch (const StorageError& error) {
      loss = std::string("does not start: ") + error.what();
    }
    if (!loss.empty() && first_loss.empty()) {
      first_loss =
          "disk " + std::to_string(disk_seed) + ", cut " + std::to_string(cut_) + ": " + loss;
    }
  }

  const bool with_wal_;
  const Workload workload_;
  const std::vector<Answer> expected_ = undisturbed(workload_);
  std::uint64_t cut_ = 0;
};

constexpr std::uint64_t kFewDisks = kSanitized ? 1 : 3;

// Each disk keeps different parts of what was not synced.
std::uint64_t disks() { return count_from("LASTSEAT_CRASH_SEEDS", kFewDisks); }

template <class GoOn>
void cut_everywhere(bool with_wal, GoOn&& go_on) {
  FailedSync failed(with_wal);
  for (std::uint64_t disk = 0; disk < disks(); ++disk) failed.run(disk, go_on);
  MESSAGE(failed.cuts << " power cuts");
  CHECK(failed.cuts > 60);
  CHECK(failed.first_loss == "");
}

void recover(CrashVfs&, std::unique_ptr<Committer> committer) {
  for (int tries = 0; tries < 3 && committer->health() != Health::ready; ++tries) {
    committer->recover();
  }
  CHECK(committer->health() == Health::ready);
}

void start_anew(CrashVfs& vfs, std::unique_ptr<Committer> killed) {
  const Disk left = vfs.disk();
  vfs.cut_off_now();
  killed.reset();
  vfs.restart(left);
  CHECK(Committer(workload_options(vfs), workload_hooks()).health() == Health::ready);
}

}  // namespace

TEST_CASE("a commit whose sync failed is not moved into the file while the program recovers") {
  cut_everywhere(true, recover);
}

TEST_CASE("a commit whose sync failed is written again before the next start relies on it") {
  cut_everywhere(true, start_anew);
}

TEST_CASE("rollback journal: one whose emptying failed is not overwritten by a recovery") {
  cut_everywhere(false, recover);
}

TEST_CASE("rollback journal: one whose emptying failed is not overwritten by the next start") {
  cut_everywhere(false, start_anew);
}

TEST_CASE("a checkpoint that a reader held up does not count as flushed after a failed sync") {
  FailedSync failed(true);
  for (int failing_sync = 2; failing_sync <= 6; ++failing_sync) {
    for (std::uint64_t disk = 0; disk < disks(); ++disk) {
      failed.run_after_half_a_checkpoint(failing_sync, disk);
    }
  }
  MESSAGE(failed.cuts << " power cuts");
  CHECK(failed.first_loss == "");
}
