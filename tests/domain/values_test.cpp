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

TEST_CASE("codes: none begins with a tilde, which stands for what was erased") {
  for (const char* code : {"~7K2M", "\uFF5E7K2M", " ~"}) {
    CAPTURE(code);
    FieldProblems problems;
    check(CodeRule{}, "roll", std::string_view(code), problems);
    REQUIRE(problems.size() == 1);
    CHECK(problems[0].detail.code == "field.tilde");
  }
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

TEST_CASE("a code is refused for what nobody sees inside it, never for what is at its ends") {
  const auto problem = [](const std::string& code) {
    FieldProblems problems;
    check(CodeRule{}, "roll", code, problems);
    return problems.empty() ? Message{} : problems.front().detail;
  };
  const auto invisible = [](const std::string& code, std::int64_t place) {
    return Message{"field.invisible", {{"code", code}, {"place", place}}};
  };
  for (const char* good : {"A1", " A1\t", "\u00A0A1\u3000", "\uFEFFA1\u200B\r\n", "Ａ१", "É–1"}) {
    CHECK_MESSAGE(problem(good) == Message{}, good);
  }
  for (const char* blank : {"A 1", "A\u00A01", "é\u30001", "A\t1", "A\u20281"}) {
    CHECK_MESSAGE(problem(blank) == Message{"field.has_blanks"}, blank);
  }
  CHECK(problem("AB\u200B1") == invisible("U+200B", 3));
  CHECK(problem(" \u200BÉ\u00AD1") == invisible("U+00AD", 2));
  CHECK(problem("Ａ\u200Dक") == invisible("U+200D", 2));
  CHECK(problem("A1\u0007B") == invisible("U+0007", 3));
  CHECK(problem("AB\U000E00011") == invisible("U+E0001", 3));
  CHECK(problem("A\u200B \u200C1") == invisible("U+200B", 2));  // the first of several
  for (const char* empty : {"", " ", "\u3000\u200B", "\u3164", "\t\u00AD"}) {
    CHECK_MESSAGE(problem(empty) == Message{"field.empty"}, empty);
  }
  CHECK(problem("A\xFF") == Message{"field.not_utf8"});
  const std::string longest(limits::kCode, 'R');
  CHECK(problem("\u3000" + longest + "\u200B ") == Message{});
  CHECK(problem(longest + "R").code == "field.too_long");
}

TEST_CASE("a name of which nothing can be seen is empty; one with joiners is a name") {
  const auto problem = [](const std::string& name) {
    FieldProblems problems;
    check(TextRule{.required = true}, "name", name, problems);
    return problems.empty() ? Message{} : problems.front().detail;
  };
  for (const char* empty :
       {"", " \t\r\n", "\u00A0", "\u3000\u2003", "\u200B\u200D\uFEFF", "\u3164"}) {
    CHECK_MESSAGE(problem(empty) == Message{"field.empty"}, empty);
  }
  for (const char* name : {" Asha ", "क्\u200Dष", "ന\u200Cന", "."}) {
    CHECK_MESSAGE(problem(name) == Message{}, name);
  }
  FieldProblems problems;
  check(TextRule{}, "college", "\u00A0", problems);  // not required
  CHECK(problems.empty());
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
