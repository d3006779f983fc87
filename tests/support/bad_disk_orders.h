// How the flushes of a program should behave: shared memory between BadDisk and the library that
// the program preloads.
#pragma once

#include <atomic>

namespace lastseat::test {

struct BadDiskOrders {
  std::atomic<int> failures;  // the next flushes that fail
  std::atomic<int> error;     // with this errno
  std::atomic<int> delay_ms;  // the minimum time of every flush
  std::atomic<int> flushes;   // so far
};
static_assert(std::atomic<int>::is_always_lock_free);

}  // namespace lastseat::test
