// The result of an experiment of the laboratory: a table, and whether it proves its point. Plain
// values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "text/message.h"

namespace lastseat::prove {

using Value = std::variant<std::int64_t, double, std::string, Message>;

struct Report {
  std::string name;  // "race", "tear", "half", "desk"
  std::vector<Message> columns;
  std::vector<std::vector<Value>> rows = {};
  std::vector<Message> notes = {};  // under the table
  Message verdict = {};
  bool proven = false;  // every safe way held, and every unsafe way broke
};

// The name of a column or of a value for programs, in every language: what is behind the last dot
// of its code.
std::string key_of(const Message&);

// For people: no line is longer than 100 columns, unless a row is.
std::string table_of(const Report&);

// {"name", "columns", "rows": [{column: value, …} …], "notes", "verdict", "proven"}
std::string json_of(const Report&);
// For several: {"reports": […], "proven"}
std::string json_of(const std::vector<Report>&);

}  // namespace lastseat::prove
