#include "store/journal/check.h"

#include <array>
#include <memory>

#include "json/command.h"
#include "json/outcome.h"
#include "store/journal/chain.h"
#include "store/journal/journal.h"
#include "store/journal/ledger.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/database.h"

namespace lastseat {
namespace {

constexpr const char* kTemporary = "";     // SQLite keeps what is too much for its memory in a file
constexpr std::size_t kMostFindings = 20;  // for each question; a damaged file has thousands

// A promise as a question whose every answer is a breach, in words.
struct Invariant {
  const char* sentence;  // follows what the row names
  const char* breaches;  // one text column
};

constexpr std::array kInvariants{
    Invariant{"counts other seats taken than it has confirmed entries", R"(
      SELECT 'event ' || code FROM events
      WHERE taken <> (SELECT count(*) FROM registrations r
                      WHERE r.event = events.code AND r.status = 'confirmed'))"},
    Invariant{"counts other entries waiting than it has", R"(
      SELECT 'event ' || code FROM events
      WHERE waiting <> (SELECT count(*) FROM registrations r
                        WHERE r.event = events.code AND r.status = 'waiting'))"},
    Invariant{"has more seats taken than it has seats", R"(
      SELECT 'event ' || code FROM events WHERE taken > capacity)"},
    Invariant{"has a free seat while someone waits", R"(
      SELECT 'event ' || code FROM events WHERE waiting > 0 AND taken < capacity)"},
    Invariant{"is both seated and waiting, or twice in the same event", R"(
      SELECT 'student ' || m.roll || ' in ' || m.event
      FROM members m JOIN registrations r ON r.id = m.registration
      WHERE r.status <> 'cancelled'
      GROUP BY m.roll, m.event HAVING count(*) > 1)"},
    Invariant{"is given to more than one entry", R"(
      SELECT 'seat ' || seat || ' of ' || event FROM registrations
      WHERE status = 'confirmed'
      GROUP BY event, seat HAVING count(*) > 1)"},
    Invariant{"does not have the seats 1, 2, 3 … each once, taken or given back", R"(
      SELECT 'event ' || code
      FROM events JOIN (SELECT event, seat FROM registrations WHERE seat IS NOT NULL
                        UNION ALL SELECT event, seat FROM free_seats) s ON s.event = code
      GROUP BY code
      HAVING count(*) <> max(s.seat) OR count(DISTINCT s.seat) <> count(*))"},
    Invariant{"waits, but not since it was made: its place in the waiting list is not its own", R"(
      SELECT 'registration ' || id FROM registrations
      WHERE status = 'waiting' AND since_seq <> id)"},
    Invariant{"has members whose event or life differs from its own, or none", R"(
      SELECT 'registration ' || r.id
      FROM registrations r LEFT JOIN members m ON m.registration = r.id
      WHERE m.roll IS NULL OR m.event <> r.event
        OR (m.cancelled_seq = 0) <> (r.status <> 'cancelled'))"},
    Invariant{"was not made by a command in the journal", R"(
      SELECT 'registration ' || id FROM registrations
      WHERE NOT EXISTS (SELECT 1 FROM journal WHERE seq = id AND command = 'register'))"},
    Invariant{"leaves a gap before it", R"(
      SELECT 'command ' || seq FROM journal j
      WHERE seq <> 1 AND NOT EXISTS (SELECT 1 FROM journal WHERE seq = j.seq - 1))"},
    Invariant{"has a time before that of the command before it", R"(
      SELECT 'command ' || seq FROM journal j
      WHERE at_ms < (SELECT at_ms FROM journal WHERE seq = j.seq - 1))"},
};

// The tables that a replay must give again, in an order that is the same in both.
constexpr std::array kTables{
    std::pair{"fest", "one"},
    std::pair{"events", "code"},
    std::pair{"students", "roll"},
    std::pair{"registrations", "id"},
    std::pair{"members", "registration, place"},
    std::pair{"free_seats", "event, seat"},
};

class Checker {
 public:
  Checker(Database& database, const std::function<void(Seq, Seq)>& progress)
      : database_(database), progress_(progress) {}

  CheckReport run() {
    Prepared(database_.sqlite(), "BEGIN").run();  // one snapshot for every question
    check_file();
    if (report_.ok()) {  // a damaged file answers no question rightly
      check_invariants();
      replay();
    }
    return std::move(report_);
  }

 private:
  void find(std::string sentence) { report_.findings.push_back(std::move(sentence)); }

  std::int64_t count(const std::string& table) {
    return *Prepared(database_.sqlite(), "SELECT count(*) FROM " + table).first([](const Row& row) {
      return row.integer(0);
    });
  }

  void check_file() try {
    for (const std::string& finding : database_.integrity_check()) {
      find("SQLite's integrity check: " + finding);
    }
    Prepared(database_.sqlite(), "PRAGMA foreign_key_check").each([&](const Row& row) {
      find("a row of " + row.text(0) + " names a row of " + row.text(2) + " that is not there");
    });
    if (!report_.ok()) return;
    report_.events = count("events");
    report_.students = count("students");
    report_.registrations = count("registrations");
    report_.commands = count("journal");
  } catch (const StorageError& error) {
    if (error.kind != StorageError::Kind::corrupt) throw;
    find(std::string("the file is damaged: ") + error.what());
  }

  void check_invariants() {
    for (const Invariant& invariant : kInvariants) {
      std::size_t found = 0;
      Prepared(database_.sqlite(), invariant.breaches).each([&](const Row& row) {
        if (++found <= kMostFindings) find(row.text(0) + " " + invariant.sentence);
      });
      if (found > kMostFindings) {
        find("… and " + std::to_string(found - kMostFindings) + " more like these");
      }
    }
  }

  // The chain of hashes, and every command once more through decide into an empty fest.
  void replay() {
    Database again = Database::open({.path = kTemporary});
    Ledger ledger(again);
    ledger.begin();
    std::string link = first_link();
    bool chained = true;
    bool replayable = true;
    each_record(database_.connection(), [&](const JournalRecord& record, const std::string& hash) {
      link = next_link(link, record);
      if (chained && link != hash) {
        find("the journal was altered at or before command " + std::to_string(record.stamp.seq) +
             ": its hash does not follow");
        chained = false;
      }
      if (replayable) replayable = replay_one(ledger, record, link);
      if (progress_) progress_(record.stamp.seq, report_.commands);
    });
    if (replayable) compare(again);
    ledger.rollback();
  }

  // False when the rest cannot be replayed on top of this.
  bool replay_one(Ledger& ledger, const JournalRecord& record, const std::string& link) {
    const std::string which = "command " + std::to_string(record.stamp.seq);
    const auto command = json::decode_journal(record.command, record.request);
    if (!command) {
      find(which + " of the journal cannot be read");
      return false;
    }
    try {
      JournalRecord row = record;
      row.request.clear();  // rules ask the journal who and when, never for these
      row.answer.clear();
      const Outcome outcome = ledger.replay(*command, row, link);
      if (name(outcome) != record.outcome ||
          json::encode(outcome, row.stamp.seq) != record.answer) {
        find(which + " gives another answer when it is replayed");
        return report_.findings.size() < kMostFindings;
      }
    } catch (const StorageError& failure) {
      if (failure.kind == StorageError::Kind::memory) throw;  // that says nothing of the fest
      find(which + " cannot be replayed: " + failure.what());
      return false;
    }
    return true;
  }

  void compare(Database& again) {
    if (database_.schema() != again.schema()) {
      find("the tables or triggers are not those of this program: they protect nothing");
    }
    for (const auto& [table, order] : kTables) compare_table(again, table, order);
  }

  void compare_table(Database& again, const std::string& table, const std::string& order) try {
    const std::string sql = "SELECT * FROM " + table + " ORDER BY " + order;
    SQLite::Statement mine(database_.sqlite(), sql);
    SQLite::Statement replayed(again.sqlite(), sql);
    std::size_t found = 0;
    while (found < kMostFindings) {
      const bool more = mine.executeStep();
      if (more != replayed.executeStep()) {
        find("table " + table + " has " + (more ? "more" : "fewer") +
             " rows than the journal gives");
        return;
      }
      if (!more) return;
      found += compare_row(table, mine, replayed);
    }
  } catch (const SQLite::Exception& error) {
    rethrow(error);
  }

  std::size_t compare_row(const std::string& table, SQLite::Statement& mine,
                          SQLite::Statement& replayed) {
    for (int i = 0; i < mine.getColumnCount(); ++i) {
      const int type = mine.getColumn(i).getType();
      const int other_type = replayed.getColumn(i).getType();  // asking for text may change it
      const std::string here = Row(mine).text(i);
      const std::string there = Row(replayed).text(i);
      if (type == other_type && here == there) continue;
      std::string sentence = "table " + table + ", row " + Row(mine).text(0) + ": ";
      sentence.append(mine.getColumn(i).getName()).append(" is '").append(here);
      find(sentence.append("', the journal gives '").append(there).append("'"));
      return 1;
    }
    return 0;
  }

  Database& database_;
  const std::function<void(Seq, Seq)>& progress_;
  CheckReport report_;
};

}  // namespace

CheckReport check(const DatabaseOptions& options, const std::function<void(Seq, Seq)>& progress) {
  Database database = Database::open_read_only(options);
  return Checker(database, progress).run();
}

}  // namespace lastseat
