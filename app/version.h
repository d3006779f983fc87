// Which version this is.
#pragma once

#include <string>

namespace lastseat {

std::string version_line();  // "lastseat 0.1.0"

}  // namespace lastseat
