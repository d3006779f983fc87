// The system clock. The layers below app/ are given the time as an argument or a function.
#pragma once

#include <chrono>
#include <cstdint>

namespace lastseat {

inline std::int64_t now_ms() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

}  // namespace lastseat
