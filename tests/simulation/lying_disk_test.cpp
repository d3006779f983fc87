// A disk that accepts a sync and does half of it or nothing, and then the power fails. No program
// can keep its promises on such a disk, but this one must not serve wrong data as true. What can be
// detected afterwards:
//
//   - from the file alone: whether it is a state that the fest was really in. Pages from different
//     times give tables that differ from a replay of the journal; a changed or missing row in the
//     journal breaks its chain of hashes; SQLite finds torn pages. So the start refuses the file,
//     or check() finds something, or the file is a true prefix of the history, with every answer in
//     it byte for byte as it was given;
//   - not from the file alone: that the last answers are missing. A WAL whose end was lost, or a
//     file from before the lies, is a valid state. But anyone with a later answer can detect it: a
//     desk's retry does not get the stored answer, and registrations.json, a separate file, has a
//     version beyond the end of the journal.
//
// A start after a crash runs check() itself. A file that looks properly closed is served, and
// checked in the background (app/serve.cpp); the test prints how often that happens.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "simulation/workload.h"
#include "store/journal/check.h"
#include "store/sqlite/database.h"
#include "store/sqlite/side_files.h"
#include "store/sqlite/statement.h"
#include "support/campaign.h"
#include "support/crash_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr const char* kVfs = "lying-restart";

struct Counts {
  int cuts = 0;
  int refused = 0;     // by a start
  int only_check = 0;  // it looks properly closed, and check() finds something
  int beginnings = 0;  // true, but without the last answers
  int whole = 0;
};

// What a file says about itself.
struct Told {
  bool left_open = false;
  bool starts = false;
  std::string findings = {};              // of check()
  std::vector<std::string> journal = {};  // the answers in it
};

Told told_by(const Disk& disk, bool with_wal) {
  CrashVfs vfs(kVfs, with_wal);
  const DatabaseOptions options = workload_options(vfs);
  Told told;
  vfs.restart(disk);
  told.left_open = was_left_open(options);
  try {
    Committer committer(options, workload_hooks());
    told.starts = true;
    committer.close();
    told.findings = text_of(check(options));
    if (!told.findings.empty()) return told;
    Database database = Database::open_read_only(options);
    Prepared(database.sqlite(), "SELECT answer FROM journal ORDER BY seq")
        .each([&](const Row& row) { told.journal.push_back(row.text(0)); });
  } catch (const StorageError& error) {
    told.findings = error.what();
  }
  return told;
}

class Liar {
 public:
  Liar(CrashVfs::Lie lie, std::size_t from, bool with_wal, std::uint64_t seed)
      : lie_(lie), from_(from), with_wal_(with_wal), seed_(seed) {}

  Counts counts;
  std::string served_as_truth;  // the first answer that was

  void go(const Workload& workload, const std::vector<Answer>& expected) {
    CrashVfs vfs("lying", with_wal_);
    vfs.seed(seed_);
    std::uint64_t cut = 0;
    vfs.watch([&](CrashVfs::Call call, CrashVfs::Moment moment) {
      if (call != CrashVfs::sync || moment != CrashVfs::Moment::after) return;
      if (progress_.batch < from_) return;
      const std::uint64_t seed = seed_ * 1'000'003 + ++cut;
      judge(told_by(vfs.disk().after_power_cut(seed), with_wal_), expected, seed);
    });
    run(vfs, workload, progress_, [&](std::size_t batch) {
      if (batch == from_) vfs.lie(lie_);
    });
  }

 private:
  void judge(const Told& told, const std::vector<Answer>& expected, std::uint64_t seed) {
    ++counts.cuts;
    if (!told.starts) {
      ++counts.refused;
      return;
    }
    if (!told.findings.empty()) {
      ++counts.only_check;
      if (told.left_open && served_as_truth.empty()) served_as_truth = told.findings;
      return;
    }
    bool is_true = told.journal.size() <= expected.size();
    for (std::size_t i = 0; is_true && i < told.journal.size(); ++i) {
      is_true = told.journal[i] == expected[i].body;
    }
    if (!is_true && served_as_truth.empty()) served_as_truth = "seed " + std::to_string(seed);
    ++(told.journal.size() < progress_.answered ? counts.beginnings : counts.whole);
  }

  const CrashVfs::Lie lie_;
  const std::size_t from_;
  const bool with_wal_;
  const std::uint64_t seed_;
  Progress progress_;
};

}  // namespace

TEST_CASE("a disk that lies about sync: damage is found, or the file is a true prefix") {
  const auto seeds = count_from<std::uint64_t>("LASTSEAT_CRASH_SEEDS", 1);
  const Workload workload;
  const std::vector<Answer> expected = undisturbed(workload);
  Counts all;
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    for (const CrashVfs::Lie lie : {CrashVfs::Lie::some, CrashVfs::Lie::all}) {
      for (const std::size_t from : {std::size_t{2}, workload.batches().size() / 2}) {
        for (const bool with_wal : {true, false}) {
          Liar liar(lie, from, with_wal, seed);
          liar.go(workload, expected);
          CHECK(liar.served_as_truth == "");
          all.cuts += liar.counts.cuts;
          all.refused += liar.counts.refused;
          all.only_check += liar.counts.only_check;
          all.beginnings += liar.counts.beginnings;
          all.whole += liar.counts.whole;
        }
      }
    }
  }
  MESSAGE(all.cuts << " power cuts: " << all.refused << " times a start refuses the file, "
                   << all.only_check << " times it looks closed and check() finds the damage, "
                   << all.beginnings << " times the last answers are missing and nothing is wrong, "
                   << all.whole << " times nothing is missing");
  CHECK(all.refused > 0);     // the lies did harm,
  CHECK(all.beginnings > 0);  // of both kinds
}
