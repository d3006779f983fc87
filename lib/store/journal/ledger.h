// The one place where state changes: load → decide → apply, and the row of the journal, in one
// transaction.
//
// Used by one thread at a time (the writer's; a replay's; a test's). Does not own the database,
// which must outlive it. Between begin() and commit() any number of commands run, each seeing the
// ones before it. Everything may throw StorageError; then the transaction is over or to be rolled
// back, and nothing of it has happened, unless it came from commit(): then only `busy` says so, and
// after any other it may have happened or, after a crash, may yet.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "domain/command.h"
#include "domain/outcome.h"
#include "store/journal/journal.h"

namespace lastseat {

class Connection;
class Database;

// A command on its way: who asked, and the key under which the answer is remembered.
struct Request {
  Command command;
  std::string desk;
  std::string who;
  std::string key;  // Idempotency-Key; empty: the answer need not be remembered
};

struct Answer {
  enum class Origin {
    fresh,       // the command ran now
    replayed,    // the key was known: this is what was answered then
    key_reused,  // the key was used for another request: nothing ran, there are no members
  };
  Origin origin = Origin::fresh;
  Seq seq = 0;
  std::string outcome;  // its name, "confirmed" or "event_full" and so on
  std::string body;     // the members of the answer: a JSON object
  // Of a fresh refusal. That of a replayed one is in the members.
  std::shared_ptr<const Refused> refused = {};
};

class Ledger {
 public:
  explicit Ledger(Database&);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void begin();  // BEGIN IMMEDIATE
  // `now_ms` in UTC; a clock that ran backwards is held at the last stamp. `random` for the ticket.
  Answer execute(const Request&, std::int64_t now_ms, std::uint64_t random);
  void commit();
  void rollback() noexcept;

  // The last command executed; after a rollback the last one committed.
  Seq last_seq() const { return tail_.seq; }

  // A place in a journal, sealed by the hash of its row.
  struct Mark {
    Seq seq = 0;
    std::string link = {};
  };
  Mark committed() const { return {committed_.seq, committed_.link}; }
  // Whether this journal goes through that place: the same fest, and nothing of it lost.
  bool contains(const Mark&);

  // The same step again, under the stamp of a row of another journal, which is kept as it is given.
  Outcome replay(const Command&, const JournalRecord& row, const std::string& hash);

 private:
  Outcome apply(const Command&, const Stamp&);

  Database& database_;
  Connection& connection_;
  JournalTail tail_;       // with the commands of the open transaction
  JournalTail committed_;  // without them
};

// What the command would answer now; nothing is written. In a reader's snapshot.
Outcome preview(Connection&, const Command&);

}  // namespace lastseat
