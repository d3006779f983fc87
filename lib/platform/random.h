// Chance, from the operating system. Any thread.
#pragma once

#include <cstdint>

namespace lastseat::platform {

// Nobody can guess it: tickets are made of it.
std::uint64_t random_bits();

}  // namespace lastseat::platform
