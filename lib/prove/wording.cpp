#include "prove/wording.h"

#include <cstddef>
#include <cstdio>

namespace lastseat::prove {

std::string number(std::int64_t value) {
  std::string digits = std::to_string(value);
  const std::size_t first = value < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > first + 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string number(std::int64_t value, const std::string& thing) {
  return number(value) + " " + thing + (value == 1 ? "" : "s");
}

std::string milliseconds(double ms) {
  const int decimals = ms >= 10 ? 0 : ms >= 1 ? 1 : ms >= 0.1 ? 2 : ms >= 0.01 ? 3 : 4;
  char text[48];
  std::snprintf(text, sizeof text, "%.*f ms", decimals, ms);
  return text;
}

}  // namespace lastseat::prove
