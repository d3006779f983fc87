// Every limit of the writer. Whoever meets kQueue is told so at once.
#pragma once

#include <cstddef>

namespace lastseat::limits {

inline constexpr std::size_t kQueue = 1024;  // commands waiting; one more is refused as busy
inline constexpr std::size_t kBatch = 256;   // commands in one commit

}  // namespace lastseat::limits
