// A way of giving seats when many want them at once. Each is a file in strategies/; this is all
// that the race knows about them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "prove/auditor.h"
#include "text/message.h"

namespace lastseat::prove {

// A worker's request. Every strategy gets the same pauses, and spends them between its reads and
// its writes, or before it starts if it has no such gap. This makes a race visible on a single core
// too, where a thread is otherwise seldom interrupted at that point.
struct Ask {
  int event = 0;
  int student = 0;
  std::chrono::microseconds queue{};  // before it asks; not part of its waiting time
  std::chrono::microseconds think{};  // as on a computer with other things to do
  std::chrono::microseconds stall{};  // rare and long: swapped out, a closed lid, a slow network
};

// Servers that some strategies need; empty: not available.
struct Servers {
  std::string redis = {};     // "127.0.0.1:6379"
  std::string postgres = {};  // "host=127.0.0.1 port=5432 user=…"
};

// Where the books are, and what they contain at the start.
struct Place {
  std::filesystem::path folder;
  int events = 0;  // 0, 1, 2 … events - 1
  int seats = 0;   // of each
  Servers servers = {};
};

// A worker's own access to the books; one thread at a time. An exception counts as the answer
// "error".
using Desk = std::function<Told(const Ask&)>;
// Opens the desk of a worker, by its number. Desks share what a process shares (a lock, a queue).
// One thread.
using Office = std::function<Desk(int worker)>;

// A kind of books: created before the race, and opened again after it by a connection that took no
// part.
struct Ground {
  void (*create)(const Place&);
  Books (*reopen)(const Place&);
};

struct Strategy {
  const char* name;
  Message sentence;  // what it does
  bool safe_among_threads;
  bool safe_among_processes;
  Ground ground;
  Office (*open)(const Place&);  // once in each process
  // Other processes ask the one that owns the books, instead of opening them themselves.
  bool one_owner = false;
  // The server that it needs, if any; without it, the strategy is left out.
  std::string Servers::*needs = nullptr;
};

// All that this program was built with, in the order in which they are best explained.
const std::vector<Strategy>& strategies();

}  // namespace lastseat::prove
