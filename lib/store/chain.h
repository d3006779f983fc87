// The seal of the journal: each row's hash covers the row and the hash before it, so that a row
// that is changed, left out or slipped in breaks every hash after it. BLAKE2b, by libsodium. Any
// thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/command.h"

namespace lastseat {

// A row of the journal, whole.
struct JournalRecord {
  Stamp stamp;
  std::string command;  // its name
  std::string event;
  std::string outcome;       // its name
  std::string key;           // empty: none
  std::string request_hash;  // 16 bytes
  std::string request;
  std::string answer;
};

// The hash before the first row: 32 zero bytes.
std::string first_link();
// 32 bytes.
std::string next_link(std::string_view previous, const JournalRecord&);
// 16 bytes: tells whether a retry under a known key asks the same thing.
std::string request_hash(std::string_view command, std::string_view request);

}  // namespace lastseat
