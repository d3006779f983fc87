#include "text/unseen.h"

#include <utf8proc.h>

#include "text/utf8.h"

namespace lastseat::text {
namespace {

Sight sight_of_ascii(char32_t c) {
  if (c == ' ' || (c >= '\t' && c <= '\r')) return Sight::blank;
  return c < ' ' || c == 0x7F ? Sight::invisible : Sight::seen;
}

// The last character of a text that is not empty.
std::string_view last_of(std::string_view text) {
  std::size_t at = text.size() - 1;
  while (at > 0 && (text[at] & '\xC0') == '\x80') --at;
  return text.substr(at);
}

}  // namespace

Sight sight_of(char32_t c) {
  constexpr char32_t kNextLine = 0x85;        // a control character, but a line end
  constexpr char32_t kEmptyBraille = 0x2800;  // a symbol without dots
  if (c < 0x80) return sight_of_ascii(c);
  if (c == kNextLine || c == kEmptyBraille) return Sight::blank;
  const utf8proc_property_t& of = *utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
  switch (of.category) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Sight::blank;
    case UTF8PROC_CATEGORY_CC:
      return Sight::invisible;
    case UTF8PROC_CATEGORY_CF:
      // The format characters that stand before what they mark are signs, such as the Arabic sign
      // of a number.
      return of.boundclass == UTF8PROC_BOUNDCLASS_PREPEND ? Sight::seen : Sight::invisible;
    default:
      return of.ignorable ? Sight::invisible : Sight::seen;
  }
}

std::string_view without_unseen_ends(std::string_view text) {
  const auto is_seen = [](char c) { return c > ' ' && c < '\x7F'; };
  if (!text.empty() && is_seen(text.front()) && is_seen(text.back())) return text;
  if (first_bad_utf8(text) != std::string_view::npos) return text;
  while (!text.empty()) {
    const CodePoint first = first_code_point(text);
    if (sight_of(first.value) == Sight::seen) break;
    text.remove_prefix(first.bytes);
  }
  while (!text.empty()) {
    const CodePoint last = first_code_point(last_of(text));
    if (sight_of(last.value) == Sight::seen) break;
    text.remove_suffix(last.bytes);
  }
  return text;
}

bool is_unseen(std::string_view text) { return without_unseen_ends(text).empty(); }

std::optional<Unseen> first_unseen(std::string_view text) {
  for (std::size_t place = 1; !text.empty(); ++place) {
    const CodePoint c = first_code_point(text);
    const Sight sight = sight_of(c.value);
    if (sight != Sight::seen) return Unseen{c.value, sight, place};
    text.remove_prefix(c.bytes);
  }
  return std::nullopt;
}

}  // namespace lastseat::text
