// Opens the page in the user's own browser.
#pragma once

#include <string>

namespace lastseat::platform {

// Returns at once; the browser is not a child of this process. False if there is no screen, or no
// command that opens a browser.
bool open_browser(const std::string& address);

}  // namespace lastseat::platform
