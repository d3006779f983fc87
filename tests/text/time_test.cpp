#include "text/time.h"

#include <doctest/doctest.h>

using namespace lastseat;

TEST_CASE("a local time must be in the calendar, and is kept in one spelling") {
  CHECK(text::local_time("2027-01-22T09:00") == "2027-01-22T09:00");
  CHECK(text::local_time("2027-01-22 09:00") == "2027-01-22T09:00");
  CHECK(text::local_time("2027-01-22T09:00:00") == "2027-01-22T09:00");
  CHECK(text::local_time("2028-02-29T23:59") == "2028-02-29T23:59");
  for (const char* wrong :
       {"", "2027-02-29T09:00", "2027-13-01T09:00", "2027-00-10T09:00", "2027-04-31T09:00",
        "2027-01-22T24:00", "2027-01-22T09:60", "2027-01-22T09:00:01", "2027-01-22T09:00Z",
        "2027-1-22T09:00", "22-01-2027T09:00", "2027-01-22", "9999999999999999", "2100-02-29T09:00",
        "2027-01-22T9:000", "-027-01-22T09:00"}) {
    CAPTURE(wrong);
    CHECK(text::local_time(wrong).empty());
  }
}

TEST_CASE("utc: years, months and milliseconds stand where they belong") {
  CHECK(text::utc(0) == "1970-01-01T00:00:00.000Z");
  CHECK(text::utc(951'827'696'007) == "2000-02-29T12:34:56.007Z");
  CHECK(text::utc(1'800'575'999'999) == "2027-01-21T23:59:59.999Z");
}
