// Characters that cannot be seen: spaces, line ends and control characters. Only those of ASCII;
// the bytes of other characters are not among them. text/unseen.h has those of Unicode. Pure
// functions; any thread.
#pragma once

#include <string_view>

namespace lastseat::text {

inline bool is_line_or_tab(char c) { return c == '\t' || c == '\n' || c == '\r'; }

inline bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7F'; }

// Without the spaces and tabs at both ends.
inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

}  // namespace lastseat::text
