// A named lock with a timeout, which all processes see. It works until a holder pauses for longer
// than its lease: then another takes the lock, and the first one wakes up, does not notice, and
// writes what it meant to write.
#include "prove/strategies/all.h"
#include "prove/strategies/lease_lock.h"

namespace lastseat::prove {

Strategy lease() {
  return {"lease",
          Message{"strategy.lease"},
          false,
          false,
          notebook_with_lock_table(),
          [](const Place& place) { return open_leased(place, lock_table); }};
}

}  // namespace lastseat::prove
