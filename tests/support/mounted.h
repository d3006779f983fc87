// Some tests need a disk that can be mounted only on some machines. `Disk` says what it needs
// (kNeeds) and why it could not be mounted (problem(), empty if it is mounted).
#pragma once

#include <doctest/doctest.h>

namespace lastseat::test {

// If it is not mounted, reports that the test was skipped, and why.
template <class Disk>
bool is_mounted(const Disk& disk) {
  if (disk.problem().empty()) return true;
  MESSAGE("skipped: this needs " << Disk::kNeeds << " (" << disk.problem() << ")");
  return false;
}

}  // namespace lastseat::test
