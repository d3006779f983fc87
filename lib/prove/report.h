// The result of an experiment of the laboratory: a table, and whether it proves its point. Plain
// values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace lastseat::prove {

using Value = std::variant<std::int64_t, double, std::string>;

struct Report {
  std::string name;                  // "race", "tear", "half", "desk"
  std::vector<std::string> columns;  // in snake_case; shown with blanks
  std::vector<std::vector<Value>> rows = {};
  std::vector<std::string> notes = {};  // sentences under the table
  std::string verdict = {};             // one sentence
  bool proven = false;                  // every safe way held, and every unsafe way broke
};

// For people: no line is longer than 100 columns, unless a row is.
std::string table_of(const Report&);

// {"name", "columns", "rows": [{column: value, …} …], "notes", "verdict", "proven"}
std::string json_of(const Report&);
// For several: {"reports": […], "proven"}
std::string json_of(const std::vector<Report>&);

}  // namespace lastseat::prove
