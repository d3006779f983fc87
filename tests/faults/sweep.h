// How much of a sweep is run.
//
// LASTSEAT_SWEEP=all runs every point; LASTSEAT_SWEEP=500 about 500 of each kind; otherwise about
// as many as the test asks for. They are a fixed stride apart; the seed chooses the first.
// LASTSEAT_SEED repeats a run.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string_view>

#include "support/campaign.h"

namespace lastseat::test {

inline bool sweeps_all() {
  const char* value = std::getenv("LASTSEAT_SWEEP");
  return value != nullptr && value == std::string_view("all");
}

inline std::uint64_t seed() {
  static const auto kSeed = count_from<std::uint64_t>("LASTSEAT_SEED", std::random_device{}());
  return kSeed;
}

// Which of the points 0 … `points` - 1 to run.
class Points {
 public:
  Points(int points, int wanted, std::uint64_t salt) : end_(points) {
    if (sweeps_all()) return;
    wanted = count_from("LASTSEAT_SWEEP", wanted);
    if (points <= wanted) return;
    stride_ = (points + wanted - 1) / wanted;
    std::mt19937_64 random(seed() ^ (salt * 0x9E3779B97F4A7C15ULL));
    first_ = static_cast<int>(random() % static_cast<std::uint64_t>(stride_));
  }
  template <class Use>
  void each(Use&& use) const {
    for (int n = first_; n < end_; n += stride_) use(n);
  }

 private:
  int end_;
  int first_ = 0;
  int stride_ = 1;
};

}  // namespace lastseat::test
