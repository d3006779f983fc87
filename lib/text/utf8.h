// UTF-8: whether a text is well formed, how many characters it has, and how it is made from UTF-16.
// Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lastseat::text {

// The first byte that is not well-formed UTF-8, or npos.
std::size_t first_bad_utf8(std::string_view);

// How many code points a well-formed text has. Limits count these, not bytes.
std::size_t characters(std::string_view);

void append_utf8(std::string&, char32_t code_point);

}  // namespace lastseat::text
