// Commands as JSON, for the API and for the journal. Commands of the API are read strictly: each
// unknown field, wrong type and value out of range is reported, and then there is no command. The
// read() and write() of a command are in its room, or follow from its kFields (table.h). Pure
// functions; any thread; nothing is thrown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/command.h"
#include "json/syntax/fields.h"

namespace lastseat::json {

// Reads the command of that name from its fields; absent if there are problems.
std::optional<Command> decode(std::string_view name, const Value& fields, Problems& problems);

// The same from the journal, in the form that it was written in: types are checked, values are not.
// Absent also if this program does not know the form.
std::optional<Command> decode_journal(std::string_view name, std::int64_t form,
                                      std::string_view text);

// The command as JSON, complete: decode() and decode_journal() read it back.
std::string encode(const Command&);

}  // namespace lastseat::json
