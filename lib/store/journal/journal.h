// The table of the journal: one row per command, in the order in which the commands took effect. It
// is the audit log, the memory for retries, and the answer to "who was first". One connection, one
// thread. Throws StorageError.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "domain/values/code.h"
#include "domain/values/refused.h"
#include "domain/values/stamp.h"

namespace lastseat {

class Connection;

// A complete row.
struct JournalRecord {
  Stamp stamp;
  std::string command;       // its name
  std::int64_t form = 0;     // the version of its spelling and of its rule
  std::string event;         // the code of the event that it is about, or empty
  std::string outcome;       // its name
  std::string effect;        // what was promised (domain/values/effect.h)
  std::string key;           // the Idempotency-Key, or empty
  std::string request_hash;  // 16 bytes, of what was sent
  std::string salt;          // 16 random bytes; zeros if what they protect was erased
  std::string digest;        // 32 bytes, of the two below
  std::string request;       // the command as JSON
  std::string answer;        // the members of the answer, as JSON
};

void append(Connection&, const JournalRecord&, const std::string& hash);

// Calls `use` with every row and its hash, in order.
void each_record(Connection&,
                 const std::function<void(const JournalRecord&, const std::string& hash)>& use);

// The end of the journal, to which the next row is appended.
struct JournalTail {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string link;  // the hash of the last row
};
JournalTail journal_tail(Connection&);
Seq last_seq(Connection&);

// The identity of the fest: 16 random bytes, made with its file. They are the hash before the first
// row of its journal. A copy of the file has the same ones, another fest never.
std::string identity_of(Connection&);
// For an empty fest, into which the journal of the fest with this identity will be replayed.
void adopt_identity(Connection&, const std::string& identity);

// What people said and were told. An erasure changes it, and zeros the row's salt; nothing else is
// ever changed in a row.
struct JournalTexts {
  std::string request;
  std::string answer;
};
void each_text(Connection&, const std::function<void(Seq, const JournalTexts&)>& use);
JournalTexts journal_texts(Connection&, Seq);
void replace_texts(Connection&, Seq, const JournalTexts&);

// The hash of the row at this place, if there is one; that at place 0 is the identity.
std::optional<std::string> hash_of(Connection&, Seq);

// What was answered to the request with this key.
struct Remembered {
  Seq seq = 0;
  std::string outcome;
  std::string answer;
  std::string salt;
  std::string request_hash;
  std::string link;  // the row's hash
};
std::optional<Remembered> remembered(Connection&, const std::string& key);

// Place, time and desk of the command that gave a seat.
std::optional<LastSeat> who_and_when(Connection&, Seq);

// A row for people to read.
struct JournalRow {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string desk;
  std::string who;
  std::string command;  // its name
  std::string event;    // the code, if the command is about one event; otherwise empty
  std::string request;  // the command as JSON; empty for an import, which has too many rows
  std::string outcome;  // its name
};
std::vector<JournalRow> journal_page(Connection&, const std::optional<EventCode>&, Seq after,
                                     std::int64_t limit);

}  // namespace lastseat
