#include "text/compare.h"

#include <doctest/doctest.h>

using namespace lastseat;

TEST_CASE("comparing: the case of ASCII letters does not matter, that of others does") {
  CHECK(text::same_ignoring_case("2021/cs/045", "2021/CS/045"));
  CHECK(text::same_ignoring_case("Zoë", "zOë"));
  CHECK(!text::same_ignoring_case("ZOË", "zoë"));
  CHECK(text::same_ignoring_case("", ""));
  CHECK(!text::same_ignoring_case("ROBO", "ROBO "));
  CHECK(!text::same_ignoring_case("[", "{"));  // they differ by the same bit as A and a
}
