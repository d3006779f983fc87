#include "domain/registrations.h"

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

TEST_CASE("an event must be complete and consistent") {
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
