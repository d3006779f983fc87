#include "platform/open_files.h"

#include <sys/resource.h>

#include <algorithm>

namespace lastseat::platform {
namespace {

constexpr rlim_t kEnough = 16 * 1024;

}  // namespace

std::size_t raise_open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return 256;
  const rlim_t most = std::min(limit.rlim_max, kEnough);
  if (limit.rlim_cur < most) {
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = most;
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  }
  return static_cast<std::size_t>(std::min(limit.rlim_cur, kEnough));
}

}  // namespace lastseat::platform
