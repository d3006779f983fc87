// The time and the chance of the real world, handed to those who may not fetch them.
#pragma once

#include <chrono>
#include <cstdint>
#include <random>

namespace lastseat {

inline std::int64_t now_ms() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(since_1970).count();
}

// From the operating system: tickets must not be guessed. Opening the source costs more than a
// whole registration, so each thread opens it once.
inline std::uint64_t random_bits() {
  thread_local std::random_device device;
  return std::uint64_t{device()} << 32 | device();
}

}  // namespace lastseat
