#include "store/journal/check.h"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

#include "domain/values/tokens.h"
#include "json/command.h"
#include "json/syntax/erasure.h"
#include "store/journal/chain.h"
#include "store/journal/journal.h"
#include "store/journal/ledger.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/database.h"

namespace lastseat {
namespace {

constexpr std::size_t kMostFindings = 20;  // per question; a damaged file has thousands

// A promise, as a query that returns a row for each breach.
struct Invariant {
  Message (*breach)(const Row&);
  const char* breaches;
};

constexpr std::array kInvariants{
    Invariant{[](const Row& row) {
                return Message{"check.taken", {{"event", row.text(0)}}};
              },
              R"(
      SELECT code FROM events
      WHERE taken <> (SELECT count(*) FROM registrations r
                      WHERE r.event = events.id AND r.seat IS NOT NULL))"},
    Invariant{[](const Row& row) {
                return Message{"check.waiting", {{"event", row.text(0)}}};
              },
              R"(
      SELECT code FROM events
      WHERE waiting <> (SELECT count(*) FROM registrations r
                        WHERE r.event = events.id AND r.status = 'waiting'))"},
    Invariant{[](const Row& row) {
                return Message{"check.oversold", {{"event", row.text(0)}}};
              },
              R"(
      SELECT code FROM events WHERE taken > capacity)"},
    Invariant{[](const Row& row) {
                return Message{"check.unsold", {{"event", row.text(0)}}};
              },
              R"(
      SELECT code FROM events WHERE waiting > 0 AND taken < capacity)"},
    Invariant{[](const Row& row) {
                return Message{"check.twice", {{"roll", row.text(0)}, {"event", row.text(1)}}};
              },
              R"(
      SELECT min(s.roll), min(e.code)
      FROM members m JOIN registrations r ON r.id = m.registration
        JOIN events e ON e.id = m.event LEFT JOIN students s ON s.roll_key = m.roll_key
      WHERE r.status <> 'cancelled'
      GROUP BY m.roll_key, m.event HAVING count(*) > 1)"},
    Invariant{
        [](const Row& row) {
          return Message{"check.seat_twice", {{"seat", row.integer(0)}, {"event", row.text(1)}}};
        },
        R"(
      SELECT seat, min(code) FROM registrations r JOIN events e ON e.id = r.event
      WHERE status = 'confirmed'
      GROUP BY event, seat HAVING count(*) > 1)"},
    Invariant{[](const Row& row) {
                return Message{"check.seats", {{"event", row.text(0)}}};
              },
              R"(
      SELECT code
      FROM events JOIN (SELECT event, seat FROM registrations WHERE seat IS NOT NULL
                        UNION ALL SELECT event, seat FROM free_seats) s ON s.event = id
      GROUP BY id
      HAVING count(*) <> max(s.seat) OR count(DISTINCT s.seat) <> count(*))"},
    Invariant{[](const Row& row) {
                return Message{"check.waits_since", {{"id", row.integer(0)}}};
              },
              R"(
      SELECT id FROM registrations
      WHERE status = 'waiting' AND since_seq <> seq)"},
    Invariant{[](const Row& row) {
                return Message{"check.members", {{"id", row.integer(0)}}};
              },
              R"(
      SELECT r.id
      FROM registrations r LEFT JOIN members m ON m.roll_key = r.roll_key AND m.event = r.event
        AND m.cancelled_seq = iif(r.status = 'cancelled', r.since_seq, 0)
      WHERE m.registration IS NOT r.id OR m.place <> 1
      UNION
      SELECT m.registration
      FROM members m LEFT JOIN registrations r ON r.id = m.registration
      WHERE r.id IS NULL OR m.event <> r.event
        OR m.cancelled_seq <> iif(r.status = 'cancelled', r.since_seq, 0)
        OR (m.place = 1) <> (m.roll_key = r.roll_key)
      UNION
      SELECT registration FROM members WHERE place > 1
      GROUP BY registration HAVING max(place) <> count(*) + 1)"},
    Invariant{[](const Row& row) {
                return Message{"check.no_command", {{"id", row.integer(0)}}};
              },
              R"(
      SELECT id FROM registrations r
      WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.seq = r.seq AND command = 'register'))"},
    Invariant{[](const Row& row) {
                return Message{"check.numbers", {{"id", row.integer(0)}}};
              },
              R"(
      SELECT id FROM registrations r
      WHERE id <> 1 AND NOT EXISTS (SELECT 1 FROM registrations o WHERE o.id = r.id - 1 AND o.seq <= r.seq))"},
    Invariant{[](const Row& row) {
                return Message{"check.gap", {{"seq", row.integer(0)}}};
              },
              R"(
      SELECT seq FROM journal j
      WHERE seq <> 1 AND NOT EXISTS (SELECT 1 FROM journal WHERE seq = j.seq - 1))"},
    Invariant{[](const Row& row) {
                return Message{"check.time", {{"seq", row.integer(0)}}};
              },
              R"(
      SELECT seq FROM journal j
      WHERE at_ms < (SELECT at_ms FROM journal WHERE seq = j.seq - 1))"},
};

// The tables that a replay must reproduce, each with an order that is the same in both.
constexpr std::array kTables{
    std::pair{"fest", "one"},
    std::pair{"events", "id"},
    std::pair{"students", "roll_key"},
    std::pair{"registrations", "id"},
    std::pair{"members", "roll_key, event, cancelled_seq"},
    std::pair{"free_seats", "event, seat"},
};

class Checker {
 public:
  Checker(Database& database, const CheckOptions& options)
      : database_(database), options_(options) {}

  CheckReport run() {
    Prepared(database_.sqlite(), "BEGIN").run();  // one snapshot for all questions
    check_file();
    if (report_.ok()) {  // the answers of a damaged file mean nothing
      check_invariants();
      replay();
    }
    return std::move(report_);
  }

 private:
  void find(Message finding) { report_.findings.push_back(std::move(finding)); }

  std::int64_t count(const std::string& table) {
    return *Prepared(database_.sqlite(), "SELECT count(*) FROM " + table).first([](const Row& row) {
      return row.integer(0);
    });
  }

  void check_file() try {
    for (const std::string& finding : database_.integrity_check()) {
      find(Message{"sqlite.check", {{"text", finding}}});
    }
    Prepared(database_.sqlite(), "PRAGMA foreign_key_check").each([&](const Row& row) {
      find(Message{"check.foreign_key", {{"table", row.text(0)}, {"other", row.text(2)}}});
    });
    if (!report_.ok()) return;
    report_.events = count("events");
    report_.students = count("students");
    report_.registrations = count("registrations");
    report_.commands = count("journal");
    report_.head = journal_head(database_.connection());
  } catch (const StorageError& error) {
    if (error.kind != StorageError::Kind::corrupt) throw;
    find(Message{"check.damaged", {{"why", std::vector{error.why}}}});
  }

  void check_invariants() {
    for (const Invariant& invariant : kInvariants) {
      std::size_t found = 0;
      Prepared(database_.sqlite(), invariant.breaches).each([&](const Row& row) {
        if (++found <= kMostFindings) find(invariant.breach(row));
      });
      if (found > kMostFindings) {
        const auto more = static_cast<std::int64_t>(found - kMostFindings);
        find(Message{"check.more", {{"count", more}}});
      }
    }
  }

  // Recomputes the chain of hashes, and executes every command again in an empty fest.
  void replay() {
    Database again = Database::open({.path = ":memory:"});
    std::string link = identity_of(database_.connection());
    adopt_identity(again.connection(), link);
    compare_heads(0, link, &again);
    Ledger ledger(again);
    ledger.begin();
    bool chained = true;
    bool replayable = true;
    each_record(database_.connection(), [&](const JournalRecord& record, const std::string& hash) {
      link = next_link(link, record);
      if (chained && (link != hash || !is_genuine(record))) {
        find(Message{"check.altered", {{"seq", record.stamp.seq}}});
        chained = false;
      }
      confirm_erased(record);
      if (replayable) replayable = replay_one(ledger, record);
      compare_heads(record.stamp.seq, link, replayable ? &again : nullptr);
      if (options_.progress) options_.progress(record.stamp.seq, report_.commands);
    });
    if (chained && !erased_.empty())
      find(Message{"check.altered", {{"seq", erased_.begin()->first}}});
    find_heads_beyond();
    for (auto& [source, found] : differences_) {
      for (Message& finding : found) find(std::move(finding));
    }
    if (replayable) compare(again);
    ledger.rollback();
  }

  // Whether the digest is that of the texts; or they were erased, which a later row must confirm.
  bool is_genuine(const JournalRecord& record) {
    if (digest_of(record) == record.digest) return true;
    if (record.salt == no_salt()) erased_[record.stamp.seq] = record.request + record.answer;
    return record.salt == no_salt();
  }

  // A row of an erasure confirms the rows that it names, if its token stands in them.
  void confirm_erased(const JournalRecord& record) {
    if (record.outcome != Erased::kName || digest_of(record) != record.digest) return;
    const std::string token = first_token(record.stamp.random);
    const std::vector<Seq> rows = json::erased_rows(record.answer);
    for (const Seq seq : rows) {
      const auto erased = erased_.find(seq);
      if (erased != erased_.end() && erased->second.find(token) != std::string::npos) {
        erased_.erase(erased);
      }
    }
    for (const KnownHead& known : options_.heads) {
      const auto before = std::count_if(rows.begin(), rows.end(), [&](Seq row) {
        return row <= known.head.seq && known.head.seq < record.stamp.seq;
      });
      if (before == 0) continue;
      report_.notes.push_back(Message{"check.erased_since",
                                      {{"source", known.source},
                                       {"head", known.head.seq},
                                       {"seq", record.stamp.seq},
                                       {"rows", std::int64_t{before}}}});
      differences_.erase(known.source);  // it was written before
    }
  }

  // `again` is the fest up to here, if the replay came so far.
  void compare_heads(Seq seq, const std::string& link, Database* again) {
    for (const auto& [source, head, compare] : options_.heads) {
      if (head.seq != seq) continue;
      if (head.hash != short_hash(link)) {
        find(Message{"check.other_head", {{"source", source}, {"seq", seq}}});
      } else if (again && compare) {
        differences_[source] = compare(again->connection());
      }
    }
  }

  void find_heads_beyond() {
    for (const auto& [source, head, compare] : options_.heads) {
      if (head.seq <= report_.commands) continue;
      find(Message{"check.head_beyond",
                   {{"source", source}, {"seq", head.seq}, {"commands", report_.commands}}});
    }
  }

  // Returns false if the rest cannot be replayed after this.
  bool replay_one(Ledger& ledger, const JournalRecord& record) {
    const Seq seq = record.stamp.seq;
    const auto command = json::decode_journal(record.command, record.form, record.request);
    if (!command) {
      find(Message{"check.unreadable", {{"seq", seq}}});
      return false;
    }
    try {
      // Rules ask the journal only who and when. The rest would fill the memory.
      JournalRecord row;
      row.stamp = record.stamp;
      const Outcome outcome = ledger.replay(*command, row, {});
      const std::string effect = effect_of(outcome);
      if (name(outcome) != record.outcome || effect != record.effect) {
        find(Message{"check.other_effect",
                     {{"seq", seq}, {"then", record.effect}, {"now", effect}}});
        return report_.findings.size() < kMostFindings;
      }
    } catch (const StorageError& failure) {
      if (failure.kind == StorageError::Kind::memory) throw;  // says nothing about the fest
      find(Message{"check.not_replayed", {{"seq", seq}, {"why", std::vector{failure.why}}}});
      return false;
    }
    return true;
  }

  void compare(Database& again) {
    if (database_.schema() != again.schema()) {
      find(Message{"check.schema"});
    }
    for (const auto& [table, order] : kTables) compare_table(again, table, order);
  }

  void compare_table(Database& again, const std::string& table, const std::string& order) {
    const std::string sql = "SELECT * FROM " + table + " ORDER BY " + order;
    Prepared mine(database_.sqlite(), sql);
    Prepared replayed(again.sqlite(), sql);
    std::size_t found = 0;
    while (found < kMostFindings) {
      const bool more = mine.step();
      if (more != replayed.step()) {
        find(more ? Message{"check.row_added", {{"table", table}}}
                  : Message{"check.row_lost", {{"table", table}}});
        return;
      }
      if (!more) return;
      found += compare_row(table, mine.row(), replayed.row());
    }
  }

  std::size_t compare_row(const std::string& table, const Row& mine, const Row& replayed) {
    for (int i = 0; i < mine.columns(); ++i) {
      const int type = mine.type(i);
      const int other_type = replayed.type(i);  // reading the text may change it
      const std::string here = mine.text(i);
      const std::string there = replayed.text(i);
      if (type == other_type && here == there) continue;
      find(Message{"check.row",
                   {{"table", table},
                    {"row", mine.text(0)},
                    {"column", mine.name(i)},
                    {"here", here},
                    {"there", there}}});
      return 1;
    }
    return 0;
  }

  Database& database_;
  const CheckOptions& options_;
  CheckReport report_;
  // The texts of rows that do not match their digest, and that no erasure has confirmed yet.
  std::map<Seq, std::string> erased_;
  std::map<std::string, std::vector<Message>> differences_;  // by the source of a head
};

}  // namespace

CheckReport check(const DatabaseOptions& file, const CheckOptions& options) {
  Database database = Database::open_read_only(file);
  return Checker(database, options).run();
}

}  // namespace lastseat
