// Parses JSON, strictly. Pure functions; any thread; nothing is thrown.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "json/syntax/document.h"
#include "text/message.h"

namespace lastseat::json {

// Absent if the text is not JSON (`error` says where), if it contains a field twice, or if it is
// nested more deeply, or has more fields in one object, than anything that Lastseat uses.
std::optional<Document> parse(std::string_view text, Message& error);

// Two objects compared.
struct Difference {
  std::string member = {};   // the first one that both have and that differs; "{}": not two objects
  bool same_members = true;  // whether both have the same ones
};
Difference difference(std::string_view object, std::string_view other);

}  // namespace lastseat::json
