// Opens the page in the user's own browser.
#pragma once

#include <string>

namespace lastseat::platform {

// At once; the browser is nobody's child afterwards. False if there is no screen, or no way to ask.
bool open_browser(const std::string& address);

}  // namespace lastseat::platform
