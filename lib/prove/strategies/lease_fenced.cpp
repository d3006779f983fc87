// The lease, mended: every holding has a number greater than the one before, and the books refuse a
// holder that shows an older number than they have seen. Who is refused asks for the lock again.
#include "prove/strategies/all.h"
#include "prove/strategies/lease_lock.h"

namespace lastseat::prove {

Strategy lease_fenced() {
  return {"lease-fenced",
          "the same with numbered leases, and books that refuse an older number.",
          true,
          true,
          notebook_with_lock_table(),
          [](const Place& place) { return open_fenced(place, lock_table); }};
}

}  // namespace lastseat::prove
