// The lease with a fencing token: each time the lock is taken it gets a greater number, and the
// books refuse a holder whose number is older than the newest they have seen. A refused holder asks
// for the lock again.
#include "prove/strategies/all.h"
#include "prove/strategies/lease_lock.h"

namespace lastseat::prove {

Strategy lease_fenced() {
  return {"lease-fenced",
          Message{"strategy.lease_fenced"},
          true,
          true,
          notebook_with_lock_table(),
          [](const Place& place) { return open_fenced(place, lock_table); }};
}

}  // namespace lastseat::prove
