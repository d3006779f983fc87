#include "json/syntax/text.h"

#include <cstdint>
#include <cstring>

namespace lastseat::json {
namespace {

// Whether one of these eight bytes is escaped in a text. It may also be true of bytes behind one
// that is.
bool has_escaped(const char* eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, eight, sizeof bytes);
  const auto below = [](std::uint64_t each, std::uint64_t limit) {
    return (each - kOnes * limit) & ~each;
  };
  const std::uint64_t found =
      below(bytes, 0x20) | below(bytes ^ kOnes * '"', 1) | below(bytes ^ kOnes * '\\', 1);
  return (found & kOnes * 0x80) != 0;
}

}  // namespace

void Text::value(std::string_view text) {
  separate();
  out_ += '"';
  std::size_t clean = 0;  // where the bytes begin that need no escaping
  std::size_t i = 0;
  while (i + 8 <= text.size() && !has_escaped(text.data() + i)) i += 8;
  for (; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    out_.append(text, clean, i - clean);
    clean = i + 1;
    switch (byte) {
      case '"':
        out_ += "\\\"";
        break;
      case '\\':
        out_ += "\\\\";
        break;
      case '\n':
        out_ += "\\n";
        break;
      case '\r':
        out_ += "\\r";
        break;
      case '\t':
        out_ += "\\t";
        break;
      default:
        constexpr std::string_view kHex = "0123456789abcdef";
        out_ += "\\u00";
        out_ += kHex[byte >> 4U];
        out_ += kHex[byte & 15U];
    }
  }
  out_.append(text, clean);
  out_ += '"';
}

}  // namespace lastseat::json
