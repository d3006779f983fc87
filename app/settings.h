// A flag counts over the environment, and the environment over the default. What makes no sense
// anywhere is a Failure with kUsage that says where it was written.
#pragma once

#include <filesystem>
#include <string>

#include "subcommands.h"

namespace lastseat {

// --data, LASTSEAT_DATA, or lastseat-data beside the program.
std::filesystem::path data_folder(const Arguments&);

// --port, LASTSEAT_PORT, or 8080; 0 stands for "auto".
int port_number(const Arguments&);

}  // namespace lastseat
