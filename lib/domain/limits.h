// The limits of the fest and of its files. Those of HTTP are in lib/http, those of the writer in
// lib/writer. No limit is silent: an error says which one was exceeded.
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
inline constexpr std::int64_t kEntries = 1'000'000;        // the highest limit that may be set
inline constexpr std::size_t kCode = 40;                   // characters of a code or a roll
inline constexpr std::size_t kText = 200;                  // characters of any other text

// Files that are read
inline constexpr std::size_t kImportBody = 32 * 1024 * 1024;  // bytes of one
inline constexpr std::size_t kCsvCells = 200;                 // in one row
inline constexpr std::size_t kCsvRecord = 256 * 1024;         // bytes of one row

// The database
inline constexpr std::chrono::milliseconds kBusyTimeout{2000};  // waiting for another's lock

// Checks after a normal stop: a file up to the first gets a quick check before it is served, a
// journal up to the second is replayed while it is served.
inline constexpr std::int64_t kCheckedAtStart = 4 * 1024 * 1024;  // bytes
inline constexpr std::int64_t kCheckedBeside = 200'000;           // commands

}  // namespace lastseat::limits
