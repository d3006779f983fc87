#include "prove/wording.h"

#include <cstdio>

namespace lastseat::prove {

std::string milliseconds(double ms) {
  const int decimals = ms >= 10 ? 0 : ms >= 1 ? 1 : ms >= 0.1 ? 2 : ms >= 0.01 ? 3 : 4;
  char text[48];
  std::snprintf(text, sizeof text, "%.*f ms", decimals, ms);
  return text;
}

}  // namespace lastseat::prove
