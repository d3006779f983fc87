// How the laboratory's sentences write numbers. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string>

namespace lastseat::prove {

std::string number(std::int64_t);                            // 4812 as "4,812"
std::string number(std::int64_t, const std::string& thing);  // "1 kill", "4,812 kills"
std::string milliseconds(double ms);  // two significant digits: "0.31 ms", "12 ms"

}  // namespace lastseat::prove
