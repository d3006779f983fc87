// Every limit of requests and connections. None is silent: what meets one is told which and why.
#pragma once

#include <chrono>
#include <cstddef>

namespace lastseat::limits {

// Requests
inline constexpr std::size_t kHeaderBytes = 24 * 1024;         // request line and headers together
inline constexpr std::size_t kBody = 64 * 1024;                // bytes
inline constexpr std::chrono::seconds kRequestDeadline{10};    // to send a request, body and all
inline constexpr std::chrono::seconds kAnswerDeadline{30};     // to make the answer
inline constexpr std::chrono::seconds kDownloadDeadline{300};  // to take it

// Connections
inline constexpr std::size_t kThreads = 512;              // connections served at once
inline constexpr std::size_t kConnectionsWaiting = 1024;  // for a thread; one more gets a 503
inline constexpr std::size_t kFilesApart = 64;            // open files that no connection may take
inline constexpr std::chrono::seconds kIdle{5};           // between two requests of a connection
inline constexpr std::chrono::milliseconds kLook{100};    // how often one that waits looks around
inline constexpr std::chrono::seconds kWriteWait{5};      // for a client that takes nothing

}  // namespace lastseat::limits
