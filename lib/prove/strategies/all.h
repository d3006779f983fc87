// Every strategy; each is in the file of its name.
#pragma once

#include "prove/strategy.h"

namespace lastseat::prove {

Strategy naive();
Strategy in_process_mutex();
Strategy lease();
Strategy lease_fenced();
Strategy deferred();
Strategy immediate();
Strategy conditional();
Strategy single_writer();

// With LASTSEAT_PROVE_PEERS only.
Strategy redis_lock();
Strategy redis_fenced();
Strategy for_update();

}  // namespace lastseat::prove
