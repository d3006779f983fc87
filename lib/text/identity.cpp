#include "text/identity.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <vector>

#include "text/unseen.h"
#include "text/utf8.h"

namespace lastseat::text {
namespace {

// As utf8proc has them: never negative.
using CodePoints = std::vector<utf8proc_int32_t>;

constexpr int kCanonical = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE;
constexpr int kForSearch = kCanonical | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;

const utf8proc_property_t& properties(utf8proc_int32_t c) { return *utf8proc_get_property(c); }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & '\x80') == 0; });
}

char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string small(std::string_view text) {
  std::string copy(text);
  for (char& c : copy) c = small(c);
  return copy;
}

bool is_digit(utf8proc_int32_t c) { return properties(c).category == UTF8PROC_CATEGORY_ND; }

// Unicode keeps the ten digits of a script in order and side by side, also where the digits of
// several styles follow each other.
utf8proc_int32_t ascii_digit(utf8proc_int32_t c) {
  utf8proc_int32_t first = c;
  while (is_digit(first - 1)) --first;
  return '0' + (c - first) % 10;
}

// Hyphens, dashes and minus signs that are one horizontal stroke, as programs and keyboards put
// them in place of a hyphen. Not those that are waves, double or vertical, and no letters.
bool looks_like_hyphen(utf8proc_int32_t c) {
  if (c >= 0x2010 && c <= 0x2015) return true;
  constexpr std::array<utf8proc_int32_t, 9> kOthers{0x02D7, 0x058A, 0x05BE, 0x1806, 0x2043,
                                                    0x2212, 0x2796, 0xFE58, 0xFE63};
  return std::find(kOthers.begin(), kOthers.end(), c) != kOthers.end();
}

// The character of ASCII that it stands for, or itself.
utf8proc_int32_t as_ascii(utf8proc_int32_t c) {
  if (c < 0x80) return c;
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';  // full width
  if (is_digit(c)) return ascii_digit(c);
  return looks_like_hyphen(c) ? '-' : c;
}

// The letters of Latin that have a stroke or are joined, and that Unicode does not take apart.
// Empty for all others.
std::string_view plain_letters(utf8proc_int32_t c) {
  switch (c) {
    case 0xE6:
      return "ae";
    case 0xF0:
      return "d";  // eth
    case 0xF8:
      return "o";
    case 0xFE:
      return "th";  // thorn
    case 0x111:
      return "d";
    case 0x127:
      return "h";
    case 0x131:
      return "i";  // without its dot
    case 0x142:
      return "l";
    case 0x153:
      return "oe";
    case 0x167:
      return "t";
    default:
      return {};
  }
}

// By the combining class, which says where a mark stands: through the letter, a nukta, a Hebrew,
// Arabic or Syriac point, or above or below. The other classes are vowel signs, tone marks, viramas
// and the marks of Japanese syllables.
bool is_accent(utf8proc_int32_t c) {
  const int place = properties(c).combining_class;
  return place == 1 || place == 7 || (place >= 10 && place <= 36) || place >= 200;
}

// Calls `use` with each code point of the decomposition.
template <class Use>
void decompose(char32_t c, int options, Use&& use) {
  std::array<utf8proc_int32_t, 32> parts;  // the longest of all has 18
  const auto code_point = static_cast<utf8proc_int32_t>(c);
  const auto most = static_cast<utf8proc_ssize_t>(parts.size());
  const utf8proc_ssize_t count = utf8proc_decompose_char(
      code_point, parts.data(), most, static_cast<utf8proc_option_t>(options), nullptr);
  if (count < 0 || count > most) return use(code_point);
  for (auto part = parts.begin(); part != parts.begin() + count; ++part) use(*part);
}

// Marks on the same letter in the order of their classes. utf8proc does this by swapping
// neighbours: for a hostile text of thousands of marks, that would take seconds.
void put_marks_in_order(CodePoints& text) {
  const auto is_mark = [](utf8proc_int32_t c) { return properties(c).combining_class > 0; };
  for (auto begin = text.begin(); begin != text.end();) {
    begin = std::find_if(begin, text.end(), is_mark);
    const auto end = std::find_if_not(begin, text.end(), is_mark);
    if (end - begin > 1) {
      std::stable_sort(begin, end, [](utf8proc_int32_t a, utf8proc_int32_t b) {
        return properties(a).combining_class < properties(b).combining_class;
      });
    }
    begin = end;
  }
}

void compose(CodePoints& text) {
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  const utf8proc_ssize_t now = utf8proc_normalize_utf32(
      text.data(), size, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  text.resize(static_cast<std::size_t>(now));
}

std::string utf8(const CodePoints& text) {
  std::string result;
  result.reserve(text.size());
  for (const utf8proc_int32_t c : text) append_utf8(result, static_cast<char32_t>(c));
  return result;
}

}  // namespace

std::string key_of(std::string_view code) {
  if (is_ascii(code)) return small(without_unseen_ends(code));
  if (first_bad_utf8(code) != std::string_view::npos) return small(code);
  code = without_unseen_ends(code);
  CodePoints key;
  key.reserve(code.size());
  while (!code.empty()) {
    const CodePoint c = first_code_point(code);
    code.remove_prefix(c.bytes);
    decompose(c.value, kCanonical, [&](utf8proc_int32_t part) { key.push_back(as_ascii(part)); });
  }
  put_marks_in_order(key);
  compose(key);
  for (utf8proc_int32_t& c : key) {
    if (c >= 'A' && c <= 'Z') c += 'a' - 'A';
  }
  // Some marks join only a small letter: there is an h with a line below, but no such H.
  compose(key);
  return utf8(key);
}

std::string folded(std::string_view text) {
  if (is_ascii(text)) return small(text);
  if (first_bad_utf8(text) != std::string_view::npos) return small(text);
  CodePoints found;
  found.reserve(text.size());
  const auto add = [&](utf8proc_int32_t part) {
    if (const std::string_view letters = plain_letters(part); !letters.empty()) {
      found.insert(found.end(), letters.begin(), letters.end());
    } else if (!is_accent(part)) {
      found.push_back(as_ascii(part));
    }
  };
  while (!text.empty()) {
    const CodePoint c = first_code_point(text);
    text.remove_prefix(c.bytes);
    switch (sight_of(c.value)) {
      case Sight::seen:
        decompose(c.value, kForSearch, add);
        break;
      case Sight::blank:
        found.push_back(' ');
        break;
      case Sight::invisible:
        break;
    }
  }
  put_marks_in_order(found);
  return utf8(found);
}

bool is_folded_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c & '\x80') == 0 && small(c) == c; });
}

}  // namespace lastseat::text
