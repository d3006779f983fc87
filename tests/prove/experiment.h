// Shared by the tests of the laboratory's experiments.
#pragma once

#include <cstdint>
#include <variant>

#include "prove/report.h"
#include "support/campaign.h"

namespace lastseat::test {

inline int kills() { return count_from("LASTSEAT_PROVE_KILLS", 40); }

inline std::int64_t cell(const prove::Report& report, std::size_t row, std::size_t column) {
  return std::get<std::int64_t>(report.rows.at(row).at(column));
}

}  // namespace lastseat::test
