// Who comes to the desks of a simulated fest, and with what: requests drawn from a step's own
// random numbers and from what the fest is by then. Few events, few seats and few students, so that
// everything collides. One thread.
#pragma once

#include <vector>

#include "prove/random.h"
#include "simulation/reference.h"
#include "store/journal/ledger.h"

namespace lastseat::test {

using prove::Random;

// The request of this step; the first two make the events and the students. `sent` are those that
// carried a key, the oldest first: some come again, as they were or with another body.
Request arrival(Random&, int step, const Reference&, const std::vector<Request>& sent);

}  // namespace lastseat::test
