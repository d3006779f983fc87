// Parses JSON, strictly. Pure functions; any thread; nothing is thrown.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "text/message.h"

namespace lastseat::json {

using Json = nlohmann::ordered_json;  // keeps the order of the fields

// Absent if the text is not JSON (`error` says where), if it contains a field twice, or if it is
// nested more deeply, or has more fields in one object, than anything that Lastseat uses.
std::optional<Json> parse(std::string_view text, Message& error);

// Two objects compared.
struct Difference {
  std::string member = {};   // the first one that both have and that differs; "{}": not two objects
  bool same_members = true;  // whether both have the same ones
};
Difference difference(std::string_view object, std::string_view other);

}  // namespace lastseat::json
