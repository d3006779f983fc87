// Numbers that one seed gives, the same on every machine and with every standard library.
// One thread; a value: a copy goes on by itself.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lastseat::test {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // SplitMix64: every seed, small ones too, is a good one.
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  // 0 to below - 1.
  std::size_t below(std::size_t below) { return static_cast<std::size_t>(next() % below); }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool chance(unsigned percent) { return next() % 100 < percent; }

 private:
  std::uint64_t state_;
};

}  // namespace lastseat::test
