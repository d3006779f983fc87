// The limits of the writer.
#pragma once

#include <cstddef>

namespace lastseat::limits {

inline constexpr std::size_t kQueue = 1024;  // commands waiting; the next is refused as busy
inline constexpr std::size_t kBatch = 256;   // commands, and rows of imports, in one commit

}  // namespace lastseat::limits
