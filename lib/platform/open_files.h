// How many files and sockets this program may have open at once.
#pragma once

#include <cstddef>

namespace lastseat::platform {

// Asks the system for as many as it gives to an ordinary program, and returns how many that is.
// Most systems begin with a limit for programs of another time (1024, or 256), and allow more to
// those who ask. At the start, by one thread.
std::size_t raise_open_files();

}  // namespace lastseat::platform
