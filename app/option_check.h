// Checks of the values of options, whose sentences are in lib/words: CLI11's own speak English.
// usage_error.h knows where CLI11 puts them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace CLI {
class Option;
}

namespace lastseat {

void expect_number(CLI::Option*, std::int64_t low, std::int64_t high);
void expect_choice(CLI::Option*, const std::vector<std::string>& choices);

}  // namespace lastseat
