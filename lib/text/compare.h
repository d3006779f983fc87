// Comparing texts without regard to case. Pure functions; any thread.
#pragma once

#include <string_view>

namespace lastseat::text {

// Ignores the case of ASCII letters, like SQLite's COLLATE NOCASE. Returns <0, 0 or >0.
int compare_ignoring_case(std::string_view, std::string_view);

inline bool same_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && compare_ignoring_case(a, b) == 0;
}

}  // namespace lastseat::text
