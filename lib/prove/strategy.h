// A way of giving seats to many who want them at once. Each is a file in strategies/; this is all
// that the race knows of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "prove/auditor.h"

namespace lastseat::prove {

// What a worker asks for. Every strategy is given the same pauses, and spends them between what it
// reads and what it writes, or before it starts where it has no such gap: so that a race is seen
// also on one core, where otherwise a thread is seldom interrupted just there.
struct Ask {
  int event = 0;
  int student = 0;
  std::chrono::microseconds queue{};  // before it asks; no part of what it waits for
  std::chrono::microseconds think{};  // as a computer with other things to do
  std::chrono::microseconds stall{};  // seldom, and long: swapped out, a lid closed, a slow network
};

// Servers that some strategies need; empty: there is none.
struct Servers {
  std::string redis = {};     // "127.0.0.1:6379"
  std::string postgres = {};  // "host=127.0.0.1 port=5432 user=…"
};

// Where the books are, and what is in them at the start.
struct Place {
  std::filesystem::path folder;
  int events = 0;  // 0, 1, 2 … events - 1
  int seats = 0;   // of each
  Servers servers = {};
};

// A worker's own way to the books; one thread at a time. What it throws is told as an error.
using Desk = std::function<Told(const Ask&)>;
// Opens desks, which share what a process shares (a lock, a queue), by the worker's number. One
// thread.
using Office = std::function<Desk(int worker)>;

// A kind of books: made before the race, and opened again after it by nobody who took part.
struct Ground {
  void (*create)(const Place&);
  Books (*reopen)(const Place&);
};

struct Strategy {
  const char* name;
  const char* sentence;  // for people
  bool safe_among_threads;
  bool safe_among_processes;
  Ground ground;
  Office (*open)(const Place&);  // once in each process
  // Other processes ask the one that owns the books, instead of opening them themselves.
  bool one_owner = false;
  // The server that it needs, if it needs one: without it, it is left out.
  std::string Servers::*needs = nullptr;
};

// All that this program was built with, in the order in which a person should meet them.
const std::vector<Strategy>& strategies();

}  // namespace lastseat::prove
