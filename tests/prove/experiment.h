// Shared by the tests of the laboratory's experiments.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "prove/report.h"
#include "support/campaign.h"

namespace lastseat::test {

inline int kills() { return count_from("LASTSEAT_PROVE_KILLS", 40); }

inline std::int64_t cell(const prove::Report& report, std::size_t row, std::size_t column) {
  return std::get<std::int64_t>(report.rows.at(row).at(column));
}

inline std::vector<std::string> columns(const prove::Report& report) {
  std::vector<std::string> keys;
  for (const Message& column : report.columns) keys.push_back(prove::key_of(column));
  return keys;
}

}  // namespace lastseat::test
