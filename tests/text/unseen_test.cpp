#include "text/unseen.h"

#include <doctest/doctest.h>

#include <string>

#include "text/utf8.h"

using namespace lastseat;
using text::Sight;

TEST_CASE("blanks of every width are blanks, and what takes no room is invisible") {
  for (const char32_t c :
       {U'\t', U'\n', U'\r', U' ', U'\u0085', U'\u00A0', U'\u1680', U'\u2000', U'\u2003', U'\u2009',
        U'\u200A', U'\u2028', U'\u2029', U'\u202F', U'\u205F', U'\u2800', U'\u3000'}) {
    CHECK_MESSAGE(text::sight_of(c) == Sight::blank, std::uint32_t{c});
  }
  for (const char32_t c :
       {U'\0',     U'\x1F',   U'\x7F',   U'\u0080',     U'\u00AD',     U'\u034F',
        U'\u061C', U'\u115F', U'\u1160', U'\u17B4',     U'\u180B',     U'\u180E',
        U'\u200B', U'\u200C', U'\u200D', U'\u200E',     U'\u200F',     U'\u202E',
        U'\u2060', U'\u2064', U'\u2069', U'\u3164',     U'\uFE00',     U'\uFE0F',
        U'\uFEFF', U'\uFFA0', U'\uFFF9', U'\U000E0001', U'\U000E0020', U'\U000E0100'}) {
    CHECK_MESSAGE(text::sight_of(c) == Sight::invisible, std::uint32_t{c});
  }
  // Letters, marks and signs of every kind; also unassigned code points and the Arabic number sign,
  // a format character that is drawn.
  for (const char32_t c : {U'a', U'0', U'-', U'é', U'\u0301', U'क', U'\u093F', U'\u094D', U'\u0600',
                           U'\u06DD', U'あ', U'😀', U'\uFFFD', U'\u0378', U'\uE000'}) {
    CHECK_MESSAGE(text::sight_of(c) == Sight::seen, std::uint32_t{c});
  }
}

TEST_CASE("what cannot be seen is removed at both ends, not inside") {
  CHECK(text::without_unseen_ends(" \u00A0\u200BA\u200B 1\uFE0F\u3000\r\n") == "A\u200B 1");
  CHECK(text::without_unseen_ends("क्\u200D") == "क्");
  CHECK(text::without_unseen_ends("é") == "é");
  CHECK(text::without_unseen_ends("A 1") == "A 1");
  CHECK(text::without_unseen_ends("A\n") == "A");
  CHECK(text::without_unseen_ends(" A") == "A");
  CHECK(text::without_unseen_ends("A\xFF ") == "A\xFF ");
  CHECK(text::without_unseen_ends("").empty());
  CHECK(text::without_unseen_ends(" \u200B\u3000").empty());
  CHECK(text::without_unseen_ends(" \xFF ") == " \xFF ");
}

TEST_CASE("a text is unseen if there is nothing but blanks and invisible characters") {
  for (const char* unseen : {"", " ", "\t\r\n", "\u00A0", "\u3000\u200B", "\uFEFF\u00AD\u3164"}) {
    CHECK_MESSAGE(text::is_unseen(unseen), unseen);
  }
  CHECK(text::is_unseen(std::string_view("\0", 1)));
  for (const char* seen : {"a", " a ", "\u200B.", "\u0301", "\xFF", " \x80"}) {
    CHECK_MESSAGE(!text::is_unseen(seen), seen);
  }
}

TEST_CASE("the first character that cannot be seen is found, with its place in characters") {
  using text::Unseen;
  CHECK(text::first_unseen("AB\u200B1 ") == Unseen{U'\u200B', Sight::invisible, 3});
  CHECK(text::first_unseen("é😀\u3000\u200B") == Unseen{U'\u3000', Sight::blank, 3});
  CHECK(text::first_unseen(" ") == Unseen{U' ', Sight::blank, 1});
  CHECK(!text::first_unseen("É–१"));
  CHECK(!text::first_unseen(""));
}
