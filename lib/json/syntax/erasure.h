// Erasing personal data in the JSON of the journal and of the mirror. Pure functions; any thread;
// nothing is thrown.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/values/code.h"
#include "domain/values/tokens.h"

namespace lastseat::json {

// The text with tokens in the place of all personal values of the student with this roll: those in
// objects with this roll, and the roll itself in lists of members and as a subject. Absent if it
// contains none.
std::optional<std::string> erased(std::string_view text, const Roll&, Tokens&);

// The rows that the answer of an erasure names.
std::vector<Seq> erased_rows(std::string_view answer);

}  // namespace lastseat::json
