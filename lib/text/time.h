// Times as texts: the fest's local time, and UTC. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lastseat::text {

// "2027-01-22T09:00", also with a blank in the place of the T, or with seconds (which must be 00).
// Returns the one spelling that is stored, or an empty text if the calendar has no such time.
std::string local_time(std::string_view);

// "2027-01-22T09:00:00.000Z" from milliseconds since 1970.
std::string utc(std::int64_t at_ms);

}  // namespace lastseat::text
