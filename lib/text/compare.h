// Comparing texts without regard to case. Pure functions; any thread.
#pragma once

#include <string_view>

namespace lastseat::text {

// Ignores the case of ASCII letters only.
bool same_ignoring_case(std::string_view, std::string_view);

}  // namespace lastseat::text
