// What an experiment of the laboratory has shown: a table, and whether it proves its point. Plain
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
  std::vector<std::string> columns;  // snake_case; for people with blanks
  std::vector<std::vector<Value>> rows = {};
  std::vector<std::string> notes = {};  // sentences under the table
  std::string verdict = {};             // one sentence
  bool proven = false;  // every safe way held, and every unsafe way was seen to break
};

// For people: no line is longer than a terminal of 100 columns, as long as the rows are not.
std::string table_of(const Report&);

// {"name", "columns", "rows": [{column: value, …} …], "notes", "verdict", "proven"}
std::string json_of(const Report&);
// Of several: {"reports": […], "proven"}
std::string json_of(const std::vector<Report>&);

}  // namespace lastseat::prove
