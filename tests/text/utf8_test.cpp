#include "text/utf8.h"

#include <doctest/doctest.h>

using namespace lastseat;

TEST_CASE(
    "text is UTF-8: shorter spellings, surrogates and cut sequences are found at their place") {
  constexpr auto kNone = std::string_view::npos;
  CHECK(text::first_bad_utf8("Zoë Ünal नमस्ते 😀") == kNone);
  CHECK(text::first_bad_utf8("ab\xFF") == 2);
  CHECK(text::first_bad_utf8("\xC0\xAF") == 0);
  CHECK(text::first_bad_utf8("a\xED\xA0\x80") == 1);
  CHECK(text::first_bad_utf8("\xE2\x82") == 0);
  CHECK(text::first_bad_utf8("\xF4\x90\x80\x80") == 0);
  CHECK(text::first_bad_utf8("x\x80") == 1);
}

TEST_CASE("decoding a code point reverses encoding it, for every code point") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c == 0xD800) c = 0xE000;
    std::string one;
    text::append_utf8(one, c);
    const text::CodePoint first = text::first_code_point(one + "x");
    if (first.value != c || first.bytes != one.size()) ++wrong;
  }
  CHECK(wrong == 0);
}
