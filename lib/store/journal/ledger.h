// The only place where the fest changes: load, decide, apply, and the journal's row, all in one
// transaction.
//
// Used by one thread at a time (the writer's, a replay's, or a test's). Does not own the database,
// which must outlive it. Between begin() and commit(), any number of commands run, and each sees
// the ones before it. Every function may throw StorageError. Then the transaction is over or must
// be rolled back, and nothing in it has happened. The exception is commit(): only the kind `busy`
// means that nothing has happened; after any other kind the commit may have happened, or may still
// take effect after a crash.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "domain/command.h"
#include "domain/outcome.h"
#include "store/journal/head.h"
#include "store/journal/journal.h"

namespace lastseat {

class Connection;
class Database;

// The columns of the journal's row that follow from the request alone.
struct Draft {
  std::string request;
  std::string salt;
  std::string request_hash;
};

// A command, who sent it, and the key under which its answer is stored.
struct Request {
  Command command;
  std::string desk;
  std::string who;
  std::string key;  // the Idempotency-Key; empty: the answer cannot be retrieved by a retry
  // What was sent, by which a retry is recognised; empty: the command as JSON.
  std::string sent = {};
  // Made by the thread that sends the request, to spare the writer's; absent: execute() makes it.
  std::optional<Draft> draft = {};
};

// Any thread.
Draft draft_of(const Request&);

struct Answer {
  enum class Origin {
    fresh,       // the command was executed now
    replayed,    // the key is in the journal: this is the stored answer
    key_reused,  // the key was used for a different request: nothing was executed, `body` is empty
  };
  Origin origin = Origin::fresh;
  Head head = {};       // the command's place in the journal, and the hash of its row
  std::string outcome;  // its name, "confirmed" or "event_full" and so on
  std::string body;     // the members of the answer: a JSON object
  // Only for a fresh refusal. For a replayed one, decode it from `body`.
  std::shared_ptr<const Refused> refused = {};
};

class Ledger {
 public:
  explicit Ledger(Database&);
  ~Ledger();
  Ledger(const Ledger&) = delete;
  Ledger& operator=(const Ledger&) = delete;

  void begin();  // BEGIN IMMEDIATE
  // `now_ms` is in UTC; if it is before the last stamp, the time of that stamp is used. `random` is
  // for the ticket.
  Answer execute(const Request&, std::int64_t now_ms, std::uint64_t random);
  void commit();
  void rollback() noexcept;

  // The last command that was executed; after a rollback, the last one that was committed.
  Seq last_seq() const { return tail_.seq; }

  // A place in a journal, identified by the hash of its row.
  struct Mark {
    Seq seq = 0;
    std::string link = {};
  };
  Mark committed() const { return {committed_.seq, committed_.link}; }
  // Whether this journal contains that row: it is the same fest, and nothing up to there is lost.
  bool contains(const Mark&);

  // Executes a command of another journal again, with the stamp of its row. The row is stored as it
  // is given, with this hash.
  Outcome replay(const Command&, const JournalRecord& row, const std::string& hash);

 private:
  Outcome apply(const Command&, const Stamp&);

  Database& database_;
  Connection& connection_;
  JournalTail tail_;       // with the commands of the open transaction
  JournalTail committed_;  // without them
};

// The outcome that the command would have now. Writes nothing. To be called in a reader's snapshot.
Outcome preview(Connection&, const Command&);

}  // namespace lastseat
