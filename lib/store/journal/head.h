// The head of a journal: its last place, and 80 bits of that row's hash. It stands in what is
// handed out (the mirror): somebody who rewrites the database cannot rewrite that. Values; any
// thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/values/code.h"

namespace lastseat {

class Connection;

struct Head {
  Seq seq = 0;
  std::string hash = {};  // 20 hexadecimal digits

  bool operator==(const Head&) const = default;
};

// 20 hexadecimal digits of a row's hash.
std::string short_hash(std::string_view link);

// "812:0f3a…", as people write it down. Absent if the text is something else.
std::optional<Head> head_from(std::string_view text);
std::string text_of(const Head&);

// As of the snapshot. Throws StorageError.
Head journal_head(Connection&);
// That of a row that is there. Throws StorageError.
Head head_at(Connection&, Seq);
// Whether the journal passes through this head. Throws StorageError.
bool passes_through(Connection&, const Head&);

// The identity of the fest (journal.h), 32 hexadecimal digits. Throws StorageError.
std::string identity_text(Connection&);

}  // namespace lastseat
