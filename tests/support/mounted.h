// Some tests need a disk that only some machines can mount. `Disk` says what it needs (kNeeds) and
// why it could not be mounted (problem(), empty if it is).
#pragma once

#include <doctest/doctest.h>

namespace lastseat::test {

// If it is not mounted, says that the test was not tried, and why.
template <class Disk>
bool is_mounted(const Disk& disk) {
  if (disk.problem().empty()) return true;
  MESSAGE("not tried: this needs " << Disk::kNeeds << " (" << disk.problem() << ")");
  return false;
}

}  // namespace lastseat::test
