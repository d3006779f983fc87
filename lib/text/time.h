// Times as texts: the fest's local time, and UTC. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lastseat::text {

// Accepts "2027-01-22T09:00", also with a space instead of the T, and with seconds if they are 00.
// Returns the time in the first spelling, which is the one that is stored, or an empty text if
// there is no such time.
std::string local_time(std::string_view);

// "2027-01-22T09:00:00.000Z" from milliseconds since 1970.
std::string utc(std::int64_t at_ms);

}  // namespace lastseat::text
