// Every limit of the program, in one place. None is silent: what meets one is told which and why.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lastseat::limits {

// Fields
inline constexpr std::int64_t kCapacity = 1'000'000'000;   // seats of an event
inline constexpr std::int64_t kFeeMinor = 10'000'000'000;  // minor units
inline constexpr std::int64_t kTeam = 50;                  // students in one entry
inline constexpr std::int64_t kYear = 12;                  // of study
inline constexpr std::int64_t kEntries = 1'000'000;        // a limit that the organizer may set
inline constexpr std::size_t kCode = 40;                   // characters of a code or a roll
inline constexpr std::size_t kText = 200;                  // characters of any other text
inline constexpr std::size_t kKey = 200;                   // characters of an idempotency key

// Requests
inline constexpr std::size_t kBody = 64 * 1024;               // bytes
inline constexpr std::size_t kImportBody = 32 * 1024 * 1024;  // bytes
inline constexpr std::int64_t kPage = 500;                    // rows in one page of a list
inline constexpr std::int64_t kPageDefault = 100;

// Connections
inline constexpr std::size_t kThreads = 512;              // connections served at once
inline constexpr std::size_t kConnectionsWaiting = 1024;  // for a thread; one more gets a 503
inline constexpr std::size_t kFilesApart = 64;            // open files that no connection may take
inline constexpr std::chrono::seconds kIdle{5};           // between two requests of a connection
inline constexpr std::chrono::milliseconds kLook{100};    // how often one that waits looks around
inline constexpr std::chrono::seconds kRequestDeadline{10};    // to send a request, body and all
inline constexpr std::chrono::seconds kImportDeadline{120};    // to send a file
inline constexpr std::chrono::seconds kWriteWait{5};           // for a client that takes nothing
inline constexpr std::chrono::seconds kDownloadDeadline{300};  // to take an answer
inline constexpr std::size_t kHeaderBytes = 24 * 1024;         // request line and headers together
inline constexpr int kImportsAtOnce = 4;                       // each holds its file in memory
inline constexpr std::size_t kDesk = 40;  // characters of a desk's or a person's name

// Files that are read
inline constexpr std::size_t kCsvCells = 200;          // in one row
inline constexpr std::size_t kCsvRecord = 256 * 1024;  // bytes of one row

// The writer
inline constexpr std::size_t kQueue = 1024;  // commands waiting; one more is told to come again
inline constexpr std::size_t kBatch = 256;   // commands in one commit
inline constexpr std::chrono::milliseconds kBusyTimeout{2000};
inline constexpr std::chrono::seconds kAnswerDeadline{30};  // a client waits no longer for a commit

// Checks of a fest that was closed in order
inline constexpr std::int64_t kCheckedAtStart = 4 * 1024 * 1024;  // bytes: its pages
inline constexpr std::int64_t kCheckedBeside = 200'000;  // commands: all of it, while it is served

}  // namespace lastseat::limits
