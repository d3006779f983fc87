#include "domain/students.h"

#include <doctest/doctest.h>

#include "domain/staircase.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("put student: the whole record is replaced, under the roll as first written") {
  Student newer = student("a1");
  newer.name = "New Name";
  newer.email = "";
  const Decision decision = decide(PutStudent{newer}, {student("A1")}, kStamp);
  REQUIRE(changes_of<PutStudentRecord>(decision).size() == 1);
  CHECK(changes_of<PutStudentRecord>(decision)[0].student.roll.text == "A1");
  CHECK(changes_of<PutStudentRecord>(decision)[0].student.email.empty());
  CHECK(std::holds_alternative<StudentAdded>(decide(PutStudent{newer}, {}, kStamp).outcome));
}
