#include "text/blank.h"

#include <doctest/doctest.h>

using namespace lastseat;

TEST_CASE("controls: all below the space, and DEL; bytes of other characters are none") {
  for (const char c : {'\0', '\x1F', '\x7F', '\n'}) CHECK(text::is_control(c));
  for (const char c : {' ', '~', '\x80', '\xFF'}) CHECK(!text::is_control(c));
}

TEST_CASE("trimmed: without spaces and tabs at both ends; those inside and line ends stay") {
  CHECK(text::trimmed("\t a  b \t") == "a  b");
  CHECK(text::trimmed("a") == "a");
  CHECK(text::trimmed(" a\n") == "a\n");
  CHECK(text::trimmed(" \t ").empty());
  CHECK(text::trimmed("").empty());
}
