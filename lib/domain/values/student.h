// A student, and the change that writes one. Values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>

#include "domain/values/code.h"
#include "domain/values/field.h"

namespace lastseat {

struct Student {
  Roll roll;
  std::string name;
  std::string email;
  std::string phone;
  std::string college;
  std::int64_t year = 0;  // of study; 0: not given

  bool operator==(const Student&) const = default;
};

inline constexpr std::tuple kStudentFields{
    set("roll", &Student::roll, CodeRule{}).needed().of_a_person(),
    set("name", &Student::name, TextRule{.required = true}).needed().of_a_person(),
    set("email", &Student::email, TextRule{}).of_a_person(),
    set("phone", &Student::phone, TextRule{}).of_a_person(),
    set("college", &Student::college, TextRule{}),
    set("year", &Student::year, NumberRule{1, limits::kYear, true}),
};

// `student` with its blank fields filled from `more`. Known values are not changed.
Student completed(Student student, const Student& more);
// `student` with every value that `newer` contains. A blank field of `newer` changes nothing.
Student updated(const Student& student, const Student& newer);

void check(const Student&, FieldProblems& problems);

struct StudentFacts {
  std::optional<Student> student = {};  // absent: there is no such student
};

// A change: writes the student's record.
struct PutStudentRecord {
  Student student;
};

}  // namespace lastseat
