// What a rule needs but must not obtain itself. It is passed in, and kept in the journal for the
// replay.
#pragma once

#include <cstdint>
#include <string>

#include "domain/values/code.h"

namespace lastseat {

struct Stamp {
  Seq seq = 0;
  std::int64_t at_ms = 0;  // UTC, milliseconds since 1970; never before the stamp of seq - 1
  std::uint64_t random = 0;
  std::string desk;
  std::string who;
};

}  // namespace lastseat
