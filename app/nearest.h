// Guesses what a mistyped word was meant to be.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lastseat {

// The candidate that differs from `word` by the fewest mistakes. Empty if none is similar.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace lastseat
