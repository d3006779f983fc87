// How the laboratory writes times. Pure, any thread.
#pragma once

#include <string>

namespace lastseat::prove {

std::string milliseconds(double ms);  // two significant digits: "0.31 ms", "12 ms"

}  // namespace lastseat::prove
