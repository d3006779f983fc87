// UTF-8: whether a text is well formed, how many characters it has, and decoding and encoding a
// code point. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lastseat::text {

// The position of the first byte that is not well-formed UTF-8, or npos.
std::size_t first_bad_utf8(std::string_view);

// The number of code points of a well-formed text. Limits count these, not bytes.
std::size_t characters(std::string_view);

struct CodePoint {
  char32_t value;
  std::size_t bytes;
};

// The first code point of a well-formed text that is not empty.
CodePoint first_code_point(std::string_view);

void append_utf8(std::string&, char32_t code_point);

}  // namespace lastseat::text
