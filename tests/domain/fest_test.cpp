#include "domain/fest.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("change fest: fields left out stay as they are, and a limit can be removed") {
  const FestFacts facts{{TimeClash::refuse, 3, 5}};
  const std::optional<std::int64_t> none;
  const Decision decision = decide(ChangeFest{{.entry_limit = none}}, facts, kStamp);
  const Fest fest = std::get<FestChanged>(decision.outcome).fest;
  CHECK(fest.time_clash == TimeClash::refuse);
  CHECK_FALSE(fest.entry_limit.has_value());
  CHECK(fest.waitlist_limit == 5);
}
