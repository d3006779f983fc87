#include "domain/fields.h"

#include <doctest/doctest.h>

#include "domain/limits.h"
#include "support/builders.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

template <class T>
std::vector<std::string> fields_in_trouble(const T& value) {
  FieldProblems problems;
  check(value, problems);
  std::vector<std::string> fields;
  for (const FieldProblem& problem : problems) fields.push_back(problem.field);
  return fields;
}

using Fields = std::vector<std::string>;

}  // namespace

TEST_CASE("a local time must be in the calendar, and is kept in one spelling") {
  CHECK(local_time("2027-01-22T09:00") == "2027-01-22T09:00");
  CHECK(local_time("2027-01-22 09:00") == "2027-01-22T09:00");
  CHECK(local_time("2027-01-22T09:00:00") == "2027-01-22T09:00");
  CHECK(local_time("2028-02-29T23:59") == "2028-02-29T23:59");
  for (const char* wrong :
       {"", "2027-02-29T09:00", "2027-13-01T09:00", "2027-00-10T09:00", "2027-04-31T09:00",
        "2027-01-22T24:00", "2027-01-22T09:60", "2027-01-22T09:00:01", "2027-01-22T09:00Z",
        "2027-1-22T09:00", "22-01-2027T09:00", "2027-01-22", "9999999999999999", "2100-02-29T09:00",
        "2027-01-22T9:000", "-027-01-22T09:00"}) {
    CAPTURE(wrong);
    CHECK(local_time(wrong).empty());
  }
}

TEST_CASE(
    "text is UTF-8: shorter spellings, surrogates and cut sequences are found at their place") {
  constexpr auto kNone = std::string_view::npos;
  CHECK(first_bad_utf8("Zoë Ünal नमस्ते 😀") == kNone);
  CHECK(first_bad_utf8("ab\xFF") == 2);
  CHECK(first_bad_utf8("\xC0\xAF") == 0);
  CHECK(first_bad_utf8("a\xED\xA0\x80") == 1);
  CHECK(first_bad_utf8("\xE2\x82") == 0);
  CHECK(first_bad_utf8("\xF4\x90\x80\x80") == 0);
  CHECK(first_bad_utf8("x\x80") == 1);
}

TEST_CASE("a student needs a roll without blanks and a name; every field has a length") {
  CHECK(fields_in_trouble(student("CH26B047")).empty());
  CHECK(fields_in_trouble(student("2021/CS/045")).empty());
  Student wrong{{"A 1"}, " ", std::string(limits::kText + 1, 'x'), std::string("1\0002", 3),
                "\xFF",  99};
  CHECK(fields_in_trouble(wrong) == Fields{"roll", "name", "email", "phone", "college", "year"});
  CHECK(fields_in_trouble(student(std::string(limits::kCode, 'R'))).empty());
  CHECK(fields_in_trouble(student(std::string(limits::kCode + 1, 'R'))).front() == "roll");
  // Characters, not bytes.
  std::string accents;
  for (std::size_t i = 0; i < limits::kCode; ++i) accents += "é";
  CHECK(fields_in_trouble(Student{{accents}, "N", "", "", "", 0}).empty());
}

TEST_CASE("an event must be whole and not contradict itself") {
  CHECK(fields_in_trouble(event(40)).empty());
  CHECK(fields_in_trouble(event(0)) == Fields{"capacity"});
  CHECK(fields_in_trouble(event(limits::kCapacity)).empty());
  CHECK(fields_in_trouble(event(limits::kCapacity + 1)) == Fields{"capacity"});
  Event wrong = event(1);
  wrong.ends_at = wrong.starts_at;
  wrong.team_min = 3;
  CHECK(fields_in_trouble(wrong) == Fields{"ends_at", "team_max"});
  CHECK(fields_in_trouble(EventFields{.starts_at = "2027-02-30T09:00", .fee_minor = -1}) ==
        Fields{"starts_at", "fee_minor"});
}

TEST_CASE("a registration names each student once, and only its own members as walk-ins") {
  CHECK(fields_in_trouble(register_new("ROBO", "A1")).empty());
  CHECK(fields_in_trouble(Register{{"ROBO"}, {}, "", {}, false}) == Fields{"members"});
  CHECK(fields_in_trouble(Register{{"ROBO"}, {{"A1"}, {"a1"}}, "", {}, false}) ==
        Fields{"members"});
  CHECK(fields_in_trouble(Register{{"ROBO"}, {{"A1"}}, "", {student("B2")}, false}) ==
        Fields{"student"});
  CHECK(fields_in_trouble(Register{
            {"ROBO"}, {{"A1"}}, "", {student("A1"), student("A1")}, false}) == Fields{"student"});
  std::vector<Roll> crowd;
  for (int i = 0; i <= limits::kTeam; ++i) crowd.push_back({"R" + std::to_string(i)});
  CHECK(fields_in_trouble(Register{{"ROBO"}, crowd, "", {}, false}) == Fields{"members"});
}

TEST_CASE("codes compare without regard to the case of ASCII letters") {
  CHECK(Roll{"ch26B047"} == Roll{"CH26b047"});
  CHECK_FALSE(Roll{"A1"} == Roll{"A10"});
  CHECK(Roll{"A1"} < Roll{"a10"});
  CHECK_FALSE(Roll{"É"} == Roll{"é"});
}
