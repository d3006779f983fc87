// JSON as a value, strictly. Pure functions, any thread, nothing is thrown.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "text/message.h"

namespace lastseat::json {

using Json = nlohmann::ordered_json;  // fields in the order in which a person reads them

// Absent when the text is not JSON (then `error` says where), or nests deeper, or has more fields
// in one object, than anything of ours, or has one field twice.
std::optional<Json> parse(std::string_view text, Message& error);

}  // namespace lastseat::json
