#include "prove/strategies/all.h"

namespace lastseat::prove {

const std::vector<Strategy>& strategies() {
  static const std::vector<Strategy> all{
      naive(),      in_process_mutex(), lease(),       lease_fenced(),
      deferred(),   immediate(),        conditional(), single_writer(),
#ifdef LASTSEAT_PROVE_PEERS
      redis_lock(), redis_fenced(),     for_update(),
#endif
  };
  return all;
}

}  // namespace lastseat::prove
