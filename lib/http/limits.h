// Every limit of the API, beside those of any request (http/net/limits.h), of a field
// (domain/limits.h) and of the writer (writer/limits.h). None is silent: what meets one is told
// which and why.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace lastseat::limits {

// Pages of lists
inline constexpr std::int64_t kPage = 500;  // rows
inline constexpr std::int64_t kPageDefault = 100;

// Headers
inline constexpr std::size_t kKey = 200;  // characters of an idempotency key
inline constexpr std::size_t kDesk = 40;  // characters of a desk's or a person's name

// Imports; their size is in domain/limits.h
inline constexpr int kImportsAtOnce = 4;                     // each holds its file in memory
inline constexpr std::chrono::seconds kImportDeadline{120};  // to send a file

}  // namespace lastseat::limits
