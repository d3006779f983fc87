// A named lock with a time-out, where all processes see it. It holds until a holder is silent for
// longer than its lease: then another takes the lock, and the first wakes, knows nothing, and
// writes what it had meant to write.
#include "prove/strategies/all.h"
#include "prove/strategies/lease_lock.h"

namespace lastseat::prove {

Strategy lease() {
  return {"lease",
          "a lock that all processes see and that runs out; a holder may wake after its lease.",
          false,
          false,
          notebook_with_lock_table(),
          [](const Place& place) { return open_leased(place, lock_table); }};
}

}  // namespace lastseat::prove
