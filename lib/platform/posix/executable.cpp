#include "platform/executable.h"

namespace lastseat::platform {

std::filesystem::path executable_path() { return std::filesystem::read_symlink("/proc/self/exe"); }

}  // namespace lastseat::platform
