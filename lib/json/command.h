// Commands as JSON: from the calls, strictly (unknown fields, wrong types and values out of range
// are named one by one, and then there is no command), and to and from the journal. Each command's
// own read() and write() stand in its room. Pure functions, any thread, nothing is thrown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/command.h"
#include "json/syntax/fields.h"
#include "json/syntax/parse.h"

namespace lastseat::json {

// The command of that name from its fields; absent when there are problems.
std::optional<Command> decode(std::string_view name, const Json& fields, Problems& problems);

// The same from the journal: only the shape is checked.
std::optional<Command> decode_journal(std::string_view name, std::string_view text);

// The command as decode() reads it back, whole.
std::string encode(const Command&);

}  // namespace lastseat::json
