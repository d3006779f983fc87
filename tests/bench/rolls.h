// The rolls of students n = 0, 1, 2 …, all different; load.lua makes the same ones. Using each n
// once gives each roll once.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace lastseat::bench {

// In ascending order.
inline std::string roll(std::uint64_t n) {
  char text[16];
  std::snprintf(text, sizeof text, "S%08u", static_cast<unsigned>(n % 100'000'000));
  return text;
}

// In random order, as students arrive.
inline std::string scattered_roll(std::uint64_t n) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%08u", static_cast<unsigned>(n * 38'742'049 % 100'000'000));
  return digits;
}

}  // namespace lastseat::bench
