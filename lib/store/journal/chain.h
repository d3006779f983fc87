// The hash chain of the journal. Each row's hash also covers the previous row's hash, so a row that
// was changed, removed or inserted breaks every hash after it. Of the request and the answer it
// covers a digest, so that their text can be erased without breaking the chain. BLAKE2b, from
// libsodium. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace lastseat {

struct JournalRecord;

// 32 bytes. Before the first row stands the identity of the fest (journal.h).
std::string next_link(std::string_view previous, const JournalRecord&);
// 16 random bytes, the key of a row's two hashes below. They are not part of the stamp: nothing
// else in the fest contains them.
std::string new_salt();
// 16 zero bytes, in the place of a salt that was erased.
std::string no_salt();
// 32 bytes, of the request and the answer. Without the salt, nobody can test a guess of what they
// were.
std::string digest_of(const JournalRecord&);
// 16 bytes. Tells whether a retry with a known key sends the same thing.
std::string request_hash(std::string_view salt, std::string_view sent);

}  // namespace lastseat
