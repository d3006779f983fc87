#include "text/number.h"

#include <doctest/doctest.h>

#include <limits>

using namespace lastseat;

TEST_CASE("number: the whole text is one whole number, or there is none") {
  CHECK(text::number("0") == 0);
  CHECK(text::number("007") == 7);
  CHECK(text::number("-12") == -12);
  for (const char* wrong : {"", "-", "+1", " 1", "1 ", "1.0", "1e3", "0x1", "1,000", "١"}) {
    CAPTURE(wrong);
    CHECK(!text::number(wrong));
  }
}

TEST_CASE("number: the range is that of 64 bits") {
  CHECK(text::number("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(text::number("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(!text::number("9223372036854775808"));
  CHECK(!text::number("-9223372036854775809"));
}

TEST_CASE("all digits: one or more of 0 to 9, however many, and nothing else") {
  CHECK(text::all_digits("00123456789012345678901234567890"));
  for (const char* other : {"", "-1", "1 ", "1a", "١"}) CHECK(!text::all_digits(other));
}
