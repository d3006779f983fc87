// The limits of requests and connections. When a limit is exceeded, the answer says which.
#pragma once

#include <chrono>
#include <cstddef>

namespace lastseat::limits {

// Requests
inline constexpr std::size_t kHeaderBytes = 24 * 1024;  // of the request line and headers together
inline constexpr std::size_t kBody = 64 * 1024;         // bytes
inline constexpr std::chrono::seconds kRequestDeadline{10};    // to send a request with its body
inline constexpr std::chrono::seconds kAnswerDeadline{30};     // to wait for the answer
inline constexpr std::chrono::seconds kDownloadDeadline{300};  // to receive it

// Connections
inline constexpr std::size_t kThreads = 512;              // connections served at once
inline constexpr std::size_t kConnectionsWaiting = 1024;  // for a thread; the next gets a 503
inline constexpr std::size_t kFilesApart = 64;            // open files reserved for everything else
inline constexpr std::chrono::seconds kIdle{5};           // between two requests of a connection
inline constexpr std::chrono::milliseconds kLook{100};    // how often a waiting thread checks
inline constexpr std::chrono::seconds kWriteWait{5};      // for a client that receives nothing

}  // namespace lastseat::limits
