// Numbers as texts. Pure functions; any thread.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lastseat::text {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }

// One or more digits, and nothing else.
inline bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// The whole text as an integer, with a minus sign if it is negative. Absent if it is anything else,
// or does not fit into 64 bits.
inline std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  return error == std::errc() && at == end ? std::optional(value) : std::nullopt;
}

}  // namespace lastseat::text
