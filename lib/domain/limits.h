// Every limit of the fest and its files; those of HTTP are in lib/http, those of the writer in
// lib/writer. None is silent: what meets one is told which and why.
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

// Files that are read
inline constexpr std::size_t kImportBody = 32 * 1024 * 1024;  // bytes of one
inline constexpr std::size_t kCsvCells = 200;                 // in one row
inline constexpr std::size_t kCsvRecord = 256 * 1024;         // bytes of one row

// The database
inline constexpr std::chrono::milliseconds kBusyTimeout{2000};  // for another program to let go

// Checks of a fest that was closed in order
inline constexpr std::int64_t kCheckedAtStart = 4 * 1024 * 1024;  // bytes: its pages
inline constexpr std::int64_t kCheckedBeside = 200'000;  // commands: all of it, while it is served

}  // namespace lastseat::limits
