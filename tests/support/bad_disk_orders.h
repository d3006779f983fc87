// What a test orders of the flushes of a program: shared memory between BadDisk and the library
// that the program preloads.
#pragma once

#include <atomic>

namespace lastseat::test {

struct BadDiskOrders {
  std::atomic<int> failures;  // so many flushes fail
  std::atomic<int> error;     // with this errno
  std::atomic<int> delay_ms;  // and all take at least so long
  std::atomic<int> flushes;   // seen so far
};
static_assert(std::atomic<int>::is_always_lock_free);

}  // namespace lastseat::test
