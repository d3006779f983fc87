#include "support/fault_memory.h"

#include <sqlite3.h>

#include <stdexcept>

namespace lastseat::test::fault_memory {
namespace {

sqlite3_mem_methods system_memory;
bool armed = false;
int passes_left = 0;
int failures_left = 0;
int asked = 0;
int refused = 0;

bool refuse() {
  ++asked;
  if (!armed) return false;
  if (passes_left-- > 0) return false;
  if (failures_left-- <= 0) return false;
  ++refused;
  return true;
}

void* allocate(int bytes) { return refuse() ? nullptr : system_memory.xMalloc(bytes); }
void* reallocate(void* memory, int bytes) {
  return refuse() ? nullptr : system_memory.xRealloc(memory, bytes);
}

// Before main, and so before any test opens a database.
const bool kInstalled = [] {
  if (sqlite3_config(SQLITE_CONFIG_GETMALLOC, &system_memory) != SQLITE_OK) {
    throw std::runtime_error("SQLite does not give its allocator");
  }
  sqlite3_mem_methods methods = system_memory;
  methods.xMalloc = allocate;
  methods.xRealloc = reallocate;
  if (sqlite3_config(SQLITE_CONFIG_MALLOC, &methods) != SQLITE_OK ||
      sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0) != SQLITE_OK) {
    throw std::runtime_error("SQLite does not take an allocator");
  }
  return true;
}();

}  // namespace

void fail(int passes, int failures) {
  passes_left = passes;
  failures_left = failures;
  armed = true;
}

void heal() { armed = false; }

int allocations() { return asked; }
int injected() { return refused; }

}  // namespace lastseat::test::fault_memory
