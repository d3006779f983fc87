// One flipped bit at a random place of the database or its WAL, as a failing disk leaves it: there
// is never a crash, and never a wrong answer.
//
// In the database every page has a checksum: what is read is correct, or it is an error. In the
// WAL, SQLite's own checksums end the log at the damaged frame. What was answered after it is lost,
// and with these two files alone that looks like a power cut before the answer. check() cannot
// detect it, but the mirror can: registrations.json is then ahead of the database, which the start
// and `lastseat check` report. So for a WAL this is asserted: the fest is reported as damaged, or
// it is, byte for byte in every answer, the fest of an earlier moment: a prefix of the journal,
// sound according to check, while the mirror is ahead of it. A WAL that was partly moved into the
// database is such a case too: old pages before new ones.
//
// LASTSEAT_FLIPS=10000 runs a campaign; LASTSEAT_SEED repeats one.
#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <memory>
#include <random>
#include <string>

#include "faults/sweep.h"
#include "live/mirror.h"
#include "store/events.h"
#include "store/journal/check.h"
#include "store/journal/journal.h"
#include "store/journal/ledger.h"
#include "store/registrations.h"
#include "store/sqlite/database.h"
#include "store/sqlite/error.h"
#include "store/sqlite/reader.h"
#include "support/builders.h"
#include "support/fault_vfs.h"
#include "support/temporary_folder.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr int kCommands = 60;

Request request(int i) {
  if (i == 0) return {add_event("ROBO", 20), "desk", "", "robo"};
  const std::string name = std::to_string(i);
  if (i % 7 == 0) return {Cancel{{i - 2}}, "desk", "", name};
  return {register_new("ROBO", "R" + name, true), "desk", "", name};
}

// A fest as a killed program leaves it, and its answers. The first `moved` commands were moved from
// the WAL into the database, without emptying the WAL.
struct KilledFest {
  explicit KilledFest(int moved) {
    const TemporaryFolder folder;
    const DatabaseOptions options{.path = folder / "lastseat.db", .vfs = calm.name()};
    calm.hurry();
    Database database = Database::open(options);
    database.checkpoint();
    Ledger ledger(database);
    Database other = Database::open_read_only(options);
    for (int i = 0; i < kCommands; ++i) {
      ledger.begin();
      answers.push_back(ledger.execute(request(i), 1'800'000'000'000 + i, 42).body);
      ledger.commit();
      if (i + 1 != moved) continue;
      // An open read transaction keeps the WAL from being restarted.
      other.sqlite().exec("BEGIN; SELECT count(*) FROM events");
      database.sqlite().exec("PRAGMA wal_checkpoint(PASSIVE)");
    }
    Reader reader(options);
    Mirror(reader, folder / "registrations.json", {[] { return 0; }}).stop();
    mirrored = mirror_version(folder / "registrations.json").value_or(0);
    db = text_of(options.path);
    wal = text_of(folder / "lastseat.db-wal");
  }
  FaultVfs calm{"flips-calm"};
  std::vector<std::string> answers;
  std::string db;
  std::string wal;
  Seq mirrored = 0;  // the last command in registrations.json
};

void flip(std::string& bytes, std::mt19937_64& random) {
  const std::size_t place = random() % bytes.size();
  bytes[place] = static_cast<char>(bytes[place] ^ (1 << (random() % 8)));
}

enum class Verdict { refused, earlier, whole, wrong };

// Starts as serve does and retries every command. All answers must be there, or those of an earlier
// moment and then none; anything else that is not an error is wrong.
Verdict verdict(const KilledFest& fest, const std::string& db, const std::string& wal) {
  const TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db", .vfs = fest.calm.name()};
  write_text(options.path, db);
  write_text(folder / "lastseat.db-wal", wal);
  try {
    Database database = Database::open(options);
    if (!database.quick_check().empty()) return Verdict::refused;
    Ledger ledger(database);
    const Seq last = ledger.last_seq();
    if (last > kCommands) return Verdict::wrong;
    ledger.begin();
    for (int i = 0; i < kCommands; ++i) {
      const Answer now = ledger.execute(request(i), 1'800'000'000'000 + i, 42);
      const bool kept = i < last;
      if ((now.origin == Answer::Origin::replayed) != kept) return Verdict::wrong;
      // A retry runs as it ran before.
      if (now.body != fest.answers[static_cast<std::size_t>(i)]) return Verdict::wrong;
    }
    ledger.rollback();
    Reader reader(options);
    if (reader.read(last_seq) != last) return Verdict::wrong;
    if (last > 0 && reader.read(all_events).events.size() != 1) return Verdict::wrong;
    const std::size_t entries = reader.read(find_registrations, RegistrationFilter{}).size();
    if (entries > static_cast<std::size_t>(last)) return Verdict::wrong;
    if (!check(options).ok()) return Verdict::wrong;
    if (last == kCommands) return Verdict::whole;
    return fest.mirrored > last ? Verdict::earlier : Verdict::wrong;
  } catch (const StorageError&) {
    return Verdict::refused;
  }
}

void campaign(const std::string& what, const KilledFest& fest, bool in_wal, std::size_t flips) {
  std::mt19937_64 random(seed());
  CAPTURE(seed());
  std::size_t count[4] = {};
  REQUIRE(verdict(fest, fest.db, fest.wal) == Verdict::whole);
  for (std::size_t i = 0; i < flips; ++i) {
    CAPTURE(i);
    std::string db = fest.db;
    std::string wal = fest.wal;
    flip(in_wal ? wal : db, random);
    const Verdict is = verdict(fest, db, wal);
    CHECK(is != Verdict::wrong);
    if (!in_wal) CHECK(is != Verdict::earlier);
    ++count[static_cast<int>(is)];
  }
  MESSAGE(what << ": " << flips << " flips, seed " << seed() << ": refused " << count[0]
               << ", an earlier moment " << count[1] << ", whole " << count[2] << ", wrong "
               << count[3]);
}

std::size_t flips() { return count_from<std::size_t>("LASTSEAT_FLIPS", 240) / 3; }

}  // namespace

TEST_CASE("one flipped bit in the database: an error, or everything read is correct") {
  KilledFest fest(kCommands);
  fest.wal.clear();  // all of it was moved
  campaign("database", fest, false, flips());
}

TEST_CASE("one flipped bit in the WAL: an error, or the whole fest of an earlier moment") {
  campaign("WAL", KilledFest(0), true, flips());
}

TEST_CASE("one flipped bit in a WAL that was partly moved: old and new pages are never mixed") {
  campaign("WAL, half of it moved", KilledFest(kCommands / 2), true, flips());
}
