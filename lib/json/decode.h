// From JSON to commands, strictly: unknown fields, wrong types and values out of range are named
// one by one, and then there is no command. Pure functions, any thread, nothing is thrown.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/command.h"
#include "json/encode.h"

namespace lastseat::json {

// As RFC 9457 extends it: `detail` is a sentence for a person, `pointer` a JSON pointer
// ("/student/name").
struct Problem {
  std::string detail;
  std::string pointer;
};
using Problems = std::vector<Problem>;

// A JSON text as a value; absent when it is not JSON (then `error` is a sentence that says where),
// or nests deeper, or has more fields in one object, than anything of ours, or has one field twice.
std::optional<Json> parse(std::string_view text, std::string& error);

// The command of that name (see name(Command)) from its fields; absent when there are problems.
std::optional<Command> decode(std::string_view name, const Json& fields, Problems& problems);

// The same from the journal: only the shape is looked at. What was refused for its values is in the
// journal too, and limits may have been other ones when it was written.
std::optional<Command> decode_journal(std::string_view name, std::string_view text);

}  // namespace lastseat::json
