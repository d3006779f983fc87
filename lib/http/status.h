// The one table from the name of a command's outcome to its HTTP status. Any thread.
#pragma once

#include <string_view>

namespace lastseat::http {

// 500 for an unknown name.
int status_of(std::string_view outcome);

}  // namespace lastseat::http
