// Erasing personal data in the JSON of the journal and of the mirror. Pure functions; any thread;
// nothing is thrown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/values/code.h"
#include "domain/values/tokens.h"

namespace lastseat::json {

// The personal values of the person with this roll are those in objects with this roll, and the
// roll itself in lists of members and as a subject.
bool contains_data_of(std::string_view text, const Roll&);
// The text with tokens in their place; as it is if it contains none of them.
std::string without_data(std::string_view text, Tokens&);

// The rows that the answer of an erasure names.
std::vector<Seq> erased_rows(std::string_view answer);

}  // namespace lastseat::json
