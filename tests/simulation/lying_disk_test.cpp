// A disk that takes a sync and does half of it or nothing, and then the power goes. No program can
// keep its word on such a disk; this one must not serve what is wrong as if it were true. What can
// be known afterwards, and by whom:
//
//   - from the file alone: whether it is one of the states that the fest has really been in. Pages
//     of different times give tables that the journal, replayed, does not give; a row that is
//     changed or missing within the journal breaks its chain of hashes; SQLite finds torn pages.
//     So: start refuses the file, or check() finds something, or the file holds a true beginning of
//     the history, every answer in it byte for byte as it was given;
//   - not from the file alone: that the last answers are missing. A WAL whose end was lost, or a
//     file from before the lies, is a state like any other. It can be known by whoever holds an
//     answer that came later: a desk that asks again under its key is not answered from memory, and
//     registrations.json, a file of its own, has a version beyond the journal's end.
//
// A start after a crash runs check() itself. A file that looks as if it had been closed in order is
// served, and checked beside that (app/serve.cpp); how often it comes to that is printed.
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
  int only_check = 0;  // it looks as if it had been closed, and check() finds something
  int beginnings = 0;  // true, and without the last answers
  int whole = 0;
};

// What a file tells of itself.
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
  std::string served_as_truth;  // the first that was

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

TEST_CASE("a disk that lies about sync: damage is found, or what is there is a true beginning") {
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
                   << all.only_check << " times it looks closed and check() finds it, "
                   << all.beginnings << " times the last answers are missing and nothing is wrong, "
                   << all.whole << " times nothing is missing");
  CHECK(all.refused > 0);     // the lies did harm,
  CHECK(all.beginnings > 0);  // of both kinds
}
