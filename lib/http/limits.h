// The limits of the API. Those of requests and connections are in http/net/limits.h, those of
// fields in domain/limits.h. When one is exceeded, the answer says which.
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
inline constexpr std::chrono::seconds kImportDeadline{120};  // to send a file

}  // namespace lastseat::limits
