// Random numbers from a seed: the same on every machine and with every standard library, so that a
// run can be repeated anywhere. One thread; a value: a copy goes its own way.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lastseat::prove {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64: every seed is a good one, small ones too.
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t bits = state_;
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
  }
  // 0 to end - 1.
  std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(unsigned percent) { return next() % 100 < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace lastseat::prove
