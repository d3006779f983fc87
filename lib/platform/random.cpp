#include "platform/random.h"

#include <sodium.h>

#include <array>
#include <cstddef>

namespace lastseat::platform {

std::uint64_t random_bits() {
  // Fetches many numbers at once: asking for a single one takes about a microsecond.
  [[maybe_unused]] static const int ready = sodium_init();  // before two threads use it at once
  thread_local std::array<std::uint64_t, 64> numbers;
  thread_local std::size_t left = 0;
  if (left == 0) {
    randombytes_buf(numbers.data(), sizeof numbers);
    left = numbers.size();
  }
  const std::uint64_t number = numbers[--left];
  numbers[left] = 0;
  return number;
}

}  // namespace lastseat::platform
