#include "progress.h"

#include <algorithm>
#include <cstdio>

#include "platform/console.h"
#include "words/words.h"

namespace lastseat {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kFirst{500};
constexpr std::chrono::milliseconds kBetween{100};
constexpr std::int64_t kBar = 30;

}  // namespace

Progress::Progress(const Message& what)
    : what_(say(what)),
      visible_(platform::is_terminal(platform::Stream::err)),
      begin_(Clock::now()) {}

Progress::~Progress() {
  if (drawn_columns_ > 0) std::fprintf(stderr, "\r%*s\r", static_cast<int>(drawn_columns_), "");
}

void Progress::show(std::int64_t done, std::int64_t all) {
  if (all <= 0 || !is_due()) return;
  const auto filled =
      static_cast<std::size_t>(std::clamp<std::int64_t>(done * kBar / all, 0, kBar));
  const std::string bar = std::string(filled, '#') + std::string(kBar - filled, '.');
  draw(what_ + " [" + bar + "] " + std::to_string(done * 100 / all) + " %");
}

void Progress::show_time() {
  if (!is_due()) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - begin_);
  draw(what_ + " … " + std::to_string(seconds.count()) + " s");
}

bool Progress::is_due() {
  const auto now = Clock::now();
  if (!visible_ || now - begin_ < kFirst || now - drawn_ < kBetween) return false;
  drawn_ = now;
  return true;
}

void Progress::draw(const std::string& line) {
  const auto width = static_cast<std::size_t>(platform::columns(platform::Stream::err));
  if (line.size() >= width) return;  // a line that wraps could not be erased
  std::fprintf(stderr, "\r%s", line.c_str());
  std::fflush(stderr);
  drawn_columns_ = std::max(drawn_columns_, line.size());
}

}  // namespace lastseat
