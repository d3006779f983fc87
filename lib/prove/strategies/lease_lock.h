// A lease: a lock that all processes see and that expires when its holder pauses for too long, so
// that a dead holder blocks nobody. Textbooks and Redis recipes give it five seconds; here time
// runs faster (kLease), and so do the pauses that outlast it (Ask::stall).
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

  // Waits until it has the lock, and returns the fencing token: greater than any before. Throws if
  // it has waited far too long.
  std::int64_t take(const std::string& name);
  virtual void give_back(const std::string& name) = 0;  // unless another holds it by now

 private:
  virtual std::int64_t try_take(const std::string& name) = 0;  // 0: another has it
};

std::string lock_of(int event);  // its name, "lock:event:7"

using MakeLock = std::function<std::unique_ptr<LeaseLock>(const Place&, int worker)>;

// That lock around reading and writing.
Office open_leased(const Place&, const MakeLock&);
// The same, but the books refuse every token except the newest that they have seen.
Office open_fenced(const Place&, const MakeLock&);

// The locks are in a table of a separate database, which is not flushed to the disk, like in Redis.
Ground notebook_with_lock_table();
std::unique_ptr<LeaseLock> lock_table(const Place&, int worker);

}  // namespace lastseat::prove
