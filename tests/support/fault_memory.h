// SQLite's memory, which fails when it is told to. Linked into a test program, it takes the place
// of SQLite's allocator before SQLite is first used, and turns the small reserve of a connection
// (lookaside) off, so that every allocation is met. One thread. Only SQLite's memory: that of C++
// does not fail.
#pragma once

#include <limits>

namespace lastseat::test::fault_memory {

inline constexpr int kForEver = std::numeric_limits<int>::max();

// From now on, `passes` allocations go well and the next `failures` find no memory.
void fail(int passes, int failures = kForEver);
void heal();

int allocations();  // asked for since the program began
int injected();     // and not given, by order

}  // namespace lastseat::test::fault_memory
