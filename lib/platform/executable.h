// Where the running program is.
#pragma once

#include <filesystem>

namespace lastseat::platform {

std::filesystem::path executable_path();

}  // namespace lastseat::platform
