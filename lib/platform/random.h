// Random numbers from the operating system. Any thread.
#pragma once

#include <cstdint>

namespace lastseat::platform {

// Cannot be guessed: tickets are made of it.
std::uint64_t random_bits();

}  // namespace lastseat::platform
