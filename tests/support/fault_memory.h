// An allocator for SQLite that fails on request. Linked into a test program, it replaces SQLite's
// allocator before SQLite is first used, and disables lookaside memory, so that it sees every
// allocation. One thread. It affects only SQLite's memory, not that of C++.
#pragma once

#include <limits>

namespace lastseat::test::fault_memory {

inline constexpr int kForEver = std::numeric_limits<int>::max();

// From now on, `passes` allocations succeed and the next `failures` fail.
void fail(int passes, int failures = kForEver);
void heal();

int allocations();  // requested since the program started
int injected();     // that failed on request

}  // namespace lastseat::test::fault_memory
