// The hash chain of the journal. Each row's hash also covers the previous row's hash, so a row that
// was changed, removed or inserted breaks every hash after it. BLAKE2b, from libsodium. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace lastseat {

struct JournalRecord;

// The hash before the first row: 32 zero bytes.
std::string first_link();
// 32 bytes.
std::string next_link(std::string_view previous, const JournalRecord&);
// 16 bytes. Tells whether a retry with a known key requests the same thing.
std::string request_hash(std::string_view command, std::string_view request);

}  // namespace lastseat
