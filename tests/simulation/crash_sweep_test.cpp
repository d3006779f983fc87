// A fest of some sixty commands, whose power is cut at every sync (before and after it), and at
// some of the writes, truncations and new names in between. At each such moment the disk is copied,
// and for each of many seeds a power cut turns the copy into what a restart may find. The program
// is started with it, and
//
//   - it starts, and the whole file is sound;
//   - retries of everything that had been answered get the same answers, byte for byte;
//   - the batch in progress is there completely or not at all, and a retry gets the answers that it
//     would have got;
//   - check() finds nothing: replaying the journal gives exactly these tables.
//
// In some restarts, the power is cut again at every sync.
//
// LASTSEAT_CRASH_SEEDS=N: N seeds at each moment, instead of a few.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "simulation/workload.h"
#include "store/journal/check.h"
#include "support/campaign.h"
#include "support/crash_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

class Sweep {
 public:
  struct Counts {
    std::uint64_t syncs = 0;  // moments: before and after each
    std::uint64_t between = 0;
    std::uint64_t cuts = 0;  // moments × seeds
    std::uint64_t second_cuts = 0;
    std::uint64_t losses = 0;
    std::uint64_t was_there = 0;  // the batch in progress
  };

  Sweep(bool with_wal, std::uint64_t seeds)
      : with_wal_(with_wal), seeds_(seeds), expected_(undisturbed(workload_)) {}

  // A planted fault: answers are given before their commit.
  bool answers_early = false;
  CrashVfs::Lie lie = CrashVfs::Lie::none;  // or the disk does not sync
  bool stops_at_a_loss = false;
  std::string first_loss;

  Counts go() {
    CrashVfs vfs("crash-sweep", with_wal_);
    vfs.lie(lie);
    std::uint64_t moment = 0;
    vfs.watch([&](CrashVfs::Call call, CrashVfs::Moment) {
      const bool sync = call == CrashVfs::sync;
      if (!sync && ++moment % 23 != 0) return;
      ++(sync ? counts_.syncs : counts_.between);
      for (std::uint64_t seed = 0; seed < seeds_; ++seed) {
        if (stops_at_a_loss && counts_.losses > 0) return;
        ++counts_.cuts;
        const std::uint64_t mixed = seed * 1'000'003 + ++cut_;
        verify(vfs.disk().after_power_cut(mixed), mixed, cut_ % 41 == 0);
      }
    });
    run(vfs, workload_, progress_);
    return counts_;
  }

 private:
  void lost(std::uint64_t seed, const std::string& what) {
    ++counts_.losses;
    if (first_loss.empty()) {
      first_loss = "seed " + std::to_string(seed) + ", after " +
                   std::to_string(progress_.answered) + " answers: " + what;
    }
  }

  // The restart, and then retries of everything up to the batch in progress.
  void verify(const Disk& disk, std::uint64_t seed, bool cut_again) {
    CrashVfs vfs(cut_again ? "crash-restart" : "crash-second-restart", with_wal_);
    vfs.restart(disk);
    if (cut_again) {
      vfs.watch([&](CrashVfs::Call call, CrashVfs::Moment) {
        if (call != CrashVfs::sync) return;
        ++counts_.second_cuts;
        verify(vfs.disk().after_power_cut(seed), seed, false);
      });
    }
    try {
      retry_all(vfs, seed);
      const CheckReport report = check(workload_options(vfs));
      if (!report.ok()) lost(seed, "check: " + text_of(report));
    } catch (const StorageError& error) {
      lost(seed, std::string("does not start: ") + error.what());
    }
  }

  void retry_all(CrashVfs& vfs, std::uint64_t seed) {
    Committer committer(workload_options(vfs), workload_hooks());
    vfs.watch({});
    std::size_t acknowledged = progress_.answered;
    const auto& batches = workload_.batches();
    if (answers_early && progress_.batch < batches.size()) {
      acknowledged += batches[progress_.batch].size();
    }
    const std::vector<Request> requests = workload_.until(progress_.batch);
    const std::vector<Answer> answers = settle(committer, requests);
    if (answers.size() != requests.size()) return lost(seed, "a retry is not answered");
    std::size_t kept = 0;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const bool is_kept = answers[i].origin == Answer::Origin::replayed;
      if (i < acknowledged && !is_kept) return lost(seed, "answer " + std::to_string(i + 1));
      if (answers[i].body != expected_[i].body) return lost(seed, "other bytes for a retry");
      kept += i >= acknowledged && is_kept ? 1 : 0;
    }
    if (kept > 0 && kept != answers.size() - acknowledged) lost(seed, "half a batch");
    counts_.was_there += kept > 0 ? 1 : 0;
  }

  const bool with_wal_;
  const std::uint64_t seeds_;
  const Workload workload_;
  const std::vector<Answer> expected_;
  Progress progress_;
  Counts counts_;
  std::uint64_t cut_ = 0;
};

void report(const std::string& journal, const Sweep::Counts& counts, std::uint64_t each) {
  MESSAGE(journal << ": " << counts.syncs << " moments at a sync and " << counts.between
                  << " between, × " << each << " seeds: " << counts.cuts << " power cuts, "
                  << counts.second_cuts << " more while starting again; the batch in progress was "
                  << "there " << counts.was_there << " times; " << counts.losses << " losses");
}

}  // namespace

TEST_CASE("crash at every sync point: nothing answered is lost, and retries get the same answers") {
  const auto each = count_from<std::uint64_t>("LASTSEAT_CRASH_SEEDS", 1);
  for (const bool with_wal : {true, false}) {
    Sweep sweep(with_wal, each);
    const Sweep::Counts counts = sweep.go();
    report(with_wal ? "WAL" : "rollback journal", counts, each);
    CHECK(sweep.first_loss == "");
    CHECK(counts.losses == 0);
    CHECK(counts.syncs > 80);
    CHECK(counts.second_cuts > 0);
    CHECK(counts.was_there > 0);  // both outcomes of a batch in progress
    CHECK(counts.was_there < counts.cuts);
  }
}

TEST_CASE("the sweep can fail: it finds answers that are given before their commit") {
  Sweep sweep(true, 1);
  sweep.answers_early = true;
  sweep.stops_at_a_loss = true;
  CHECK(sweep.go().losses > 0);
  MESSAGE("found: " << sweep.first_loss);
}

TEST_CASE("the sweep can fail: it finds commits without a sync, as with synchronous=OFF") {
  Sweep sweep(true, 1);
  sweep.lie = CrashVfs::Lie::all;
  sweep.stops_at_a_loss = true;
  CHECK(sweep.go().losses > 0);
  MESSAGE("found: " << sweep.first_loss);
}

// The journal restores page 1 last or in the middle, and only page 1 says whether pages have
// checksums.
TEST_CASE("rollback journal: a corrupt first page does not keep the others from being restored") {
  const Workload workload;
  CrashVfs vfs("crash-first-page", false);
  int corrupted = 0;
  int started = 0;
  vfs.watch([&](CrashVfs::Call call, CrashVfs::Moment moment) {
    if (call != CrashVfs::sync || moment != CrashVfs::Moment::before) return;
    Disk disk = vfs.disk();
    Disk::File& file = disk.files[disk.seen_names.at("/fest/lastseat.db")];
    if (file.unsynced.empty() || disk.read("/fest/lastseat.db-journal").empty()) return;
    file.seen.replace(0, Disk::kBlock, Disk::kBlock, 'x');
    ++corrupted;
    CrashVfs restarted("crash-first-page-restarted", false);
    restarted.restart(disk);
    try {
      Committer committer(workload_options(restarted), workload_hooks());
      ++started;
    } catch (const StorageError& error) {
      MESSAGE(std::string(error.what()));
    }
  });
  Progress progress;
  run(vfs, workload, progress);
  CHECK(corrupted > 20);
  CHECK(started == corrupted);
}

// The last frame of a commit may be in the WAL when the disk turns out to be full. It must be
// removed durably before anybody is told that nothing has happened.
TEST_CASE("a request refused because the disk is full is not there after a power cut") {
  const Workload workload;
  const Request& request = workload.batches()[2][0];
  int told_full = 0;
  int came_back = 0;
  for (std::size_t left = 0; left < 60'000; left += 1'000) {
    CrashVfs vfs("crash-full-disk");
    Committer committer(workload_options(vfs), workload_hooks());
    settle(committer, workload.batches()[0]);
    settle(committer, workload.batches()[1]);
    Database::reopen(workload_options(vfs)).checkpoint();
    vfs.leave_space(vfs.used() + left);
    Job job{request};
    committer.settle({&job, 1});
    if (job.reply.delivery != Delivery::full) continue;
    ++told_full;
    for (std::uint64_t seed = 0; seed < 6; ++seed) {
      CrashVfs after("crash-full-disk-after");
      after.restart(vfs.disk().after_power_cut(left + seed));
      came_back += Committer(workload_options(after), workload_hooks()).last_seq() > 3 ? 1 : 0;
    }
  }
  CHECK(told_full > 3);
  CHECK(came_back == 0);
}
