// The seal of the journal: each row's hash covers the row and the hash before it, so that a row
// that is changed, left out or inserted breaks every hash after it. BLAKE2b, by libsodium. Any
// thread.
#pragma once

#include <string>
#include <string_view>

namespace lastseat {

struct JournalRecord;

// The hash before the first row: 32 zero bytes.
std::string first_link();
// 32 bytes.
std::string next_link(std::string_view previous, const JournalRecord&);
// 16 bytes: tells whether a retry under a known key asks the same thing.
std::string request_hash(std::string_view command, std::string_view request);

}  // namespace lastseat
