// How many files and sockets this program may have open at once.
#pragma once

#include <cstddef>

namespace lastseat::platform {

// Raises the limit as far as an ordinary program may, and returns it. Most systems start with a low
// limit for historical reasons (1024, or 256), and allow programs to raise it. Call it at the
// start, from one thread.
std::size_t raise_open_files();

}  // namespace lastseat::platform
