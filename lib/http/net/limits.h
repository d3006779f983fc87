// The limits of requests and connections. If one request is too large, the answer says which limit;
// if there are too many at once, the answer is 503, "busy".
#pragma once

#include <chrono>
#include <cstddef>

namespace lastseat::limits {

// Requests
inline constexpr std::size_t kHeaderBytes = 24 * 1024;  // of the request line and headers together
inline constexpr std::size_t kBody = 64 * 1024;         // bytes
inline constexpr std::size_t kFraming = 1024 * 1024;    // that chunked coding may add to a body
inline constexpr int kLargeAtOnce = 4;                  // requests with a body above kBody
inline constexpr std::chrono::seconds kRequestDeadline{10};    // to send a request with its body
inline constexpr std::chrono::seconds kAnswerDeadline{30};     // to wait for the writer
inline constexpr std::chrono::seconds kDownloadDeadline{300};  // to receive the answer

// Connections: as many as there are open files for, but for kFilesApart.
inline constexpr std::size_t kConnections = 16'384;
inline constexpr std::size_t kFilesApart = 64;          // open files reserved for everything else
inline constexpr std::size_t kHeld = 64 * 1024 * 1024;  // bytes that came and were not answered yet
inline constexpr std::size_t kHeldEach = 8 * 1024;  // which each may have, however many others have
inline constexpr std::chrono::seconds kIdle{60};    // between two requests of a connection
inline constexpr std::chrono::seconds kWriteWait{5};    // for a client that receives nothing
inline constexpr std::chrono::milliseconds kLook{500};  // how often deadlines are looked at
inline constexpr std::chrono::seconds kFarewell{1};     // for a client that should stop sending
inline constexpr std::size_t kFarewellBytes = 4 * 1024 * 1024;  // which are thrown away meanwhile
inline constexpr std::chrono::seconds kStopping{3};  // for requests that are half sent at a stop

// Threads for what may wait for the disk
inline constexpr std::size_t kReaders = 4;
inline constexpr std::size_t kSlow = 2;  // for imports and exports

}  // namespace lastseat::limits
