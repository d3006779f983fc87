// The requests at a simulated fest, drawn from the random numbers of a step and from the current
// state of the fest. There are few events, few seats and few students, so that everything collides.
// One thread.
#pragma once

#include <vector>

#include "prove/random.h"
#include "simulation/reference.h"
#include "store/journal/ledger.h"

namespace lastseat::test {

using prove::Random;

// The request of this step; the first two create the events and the students. `sent` are the
// requests with a key, oldest first: some are sent again, unchanged or with another body.
Request arrival(Random&, int step, const Reference&, const std::vector<Request>& sent);

}  // namespace lastseat::test
