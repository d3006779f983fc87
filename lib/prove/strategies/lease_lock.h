// A lock that all processes see and that gives itself back when its holder is silent for too long,
// so that a holder who died stops nobody: a lease. Textbooks and Redis recipes give five seconds;
// here time runs faster (kLease), and so do the holders who outlive theirs (Ask::stall).
//
// One LeaseLock belongs to one worker: one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "prove/strategy.h"

namespace lastseat::prove {

inline constexpr std::chrono::milliseconds kLease{50};

class LeaseLock {
 public:
  LeaseLock() = default;
  virtual ~LeaseLock() = default;
  LeaseLock(const LeaseLock&) = delete;
  LeaseLock& operator=(const LeaseLock&) = delete;

  // Waits until it has the lock, and returns the token of this holding: greater than any before.
  // Throws when it has waited far too long.
  std::int64_t take(const std::string& name);
  virtual void give_back(const std::string& name) = 0;  // unless it is another's by now

 private:
  virtual std::int64_t try_take(const std::string& name) = 0;  // 0: another has it
};

std::string lock_of(int event);  // its name, "lock:event:7"

using MakeLock = std::function<std::unique_ptr<LeaseLock>(const Place&, int worker)>;

// That lock around reading and writing.
Office open_leased(const Place&, const MakeLock&);
// The same, and the books refuse every token but the newest that they were shown.
Office open_fenced(const Place&, const MakeLock&);

// The locks in a table of their own database, which is not flushed to the disk: as Redis keeps
// them.
Ground notebook_with_lock_table();
std::unique_ptr<LeaseLock> lock_table(const Place&, int worker);

}  // namespace lastseat::prove
