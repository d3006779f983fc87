// How far a campaign goes, and what it says when it is over.
//
// LASTSEAT_SWEEP=all sweeps every point; LASTSEAT_SWEEP=500 about so many of each kind; otherwise
// about as many as the test asks for; a stride apart, from a place that the seed gives.
// LASTSEAT_SEED repeats a run.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

namespace lastseat::test {

inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

inline bool sweeps_all() { return environment("LASTSEAT_SWEEP") == "all"; }

inline std::uint64_t seed() {
  static const std::uint64_t kSeed = environment("LASTSEAT_SEED").empty()
                                         ? std::random_device{}()
                                         : std::stoull(environment("LASTSEAT_SEED"));
  return kSeed;
}

inline std::size_t count_from(const char* name, std::size_t otherwise) {
  const std::string text = environment(name);
  return text.empty() ? otherwise : std::stoull(text);
}

// Which of the points 0 … `points` - 1 to sweep.
class Points {
 public:
  Points(int points, int wanted, std::uint64_t salt) : end_(points) {
    if (sweeps_all()) return;
    wanted = static_cast<int>(count_from("LASTSEAT_SWEEP", static_cast<std::size_t>(wanted)));
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
