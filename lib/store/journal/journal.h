// The journal as a table: one row a command, in the order in which they took effect. It is at once
// the audit log, the memory for retries, and the answer to "who was first". One connection, one
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

// A row, whole.
struct JournalRecord {
  Stamp stamp;
  std::string command;       // its name
  std::string event;         // the one that it is about, or empty
  std::string outcome;       // its name
  std::string key;           // Idempotency-Key; empty: none
  std::string request_hash;  // 16 bytes
  std::string request;       // the command as JSON
  std::string answer;        // the members of the answer, as JSON
};

void append(Connection&, const JournalRecord&, const std::string& hash);

// Calls `use` with every row in order, and its hash.
void each_record(Connection&,
                 const std::function<void(const JournalRecord&, const std::string& hash)>& use);

// The end of the journal, on which the next row is built.
struct JournalTail {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string link;  // the hash of the last row
};
JournalTail journal_tail(Connection&);
Seq last_seq(Connection&);

// The hash of the row of that command, if there is one.
std::optional<std::string> hash_of(Connection&, Seq);

// What was answered to the request that had this key.
struct Remembered {
  Seq seq = 0;
  std::string outcome;
  std::string answer;
  std::string request_hash;
};
std::optional<Remembered> remembered(Connection&, const std::string& key);

// Of the command that gave a seat.
std::optional<LastSeat> who_and_when(Connection&, Seq);

// A row as people read it.
struct JournalRow {
  Seq seq = 0;
  std::int64_t at_ms = 0;
  std::string desk;
  std::string who;
  std::string command;  // its name
  std::string event;    // the code, where the command is about one event; else empty
  std::string request;  // the command as JSON; empty for an import (see the files)
  std::string outcome;  // its name
};
std::vector<JournalRow> journal_page(Connection&, const std::optional<EventCode>&, Seq after,
                                     std::int64_t limit);

}  // namespace lastseat
