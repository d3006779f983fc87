// The one table from what a command came to, by name, to the status of HTTP. Any thread.
#pragma once

#include <string_view>

namespace lastseat::http {

// 500 for a name that is none of ours.
int status_of(std::string_view outcome);

}  // namespace lastseat::http
