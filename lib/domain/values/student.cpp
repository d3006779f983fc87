#include "domain/values/student.h"

namespace lastseat {
namespace {

bool is_blank(const std::string& text) { return text.empty(); }
bool is_blank(std::int64_t number) { return number == 0; }
bool is_blank(const Roll& roll) { return roll.text.empty(); }

}  // namespace

Student completed(Student student, const Student& more) {
  for_each_field(kStudentFields, [&](const auto& field) {
    if (is_blank(student.*field.member)) student.*field.member = more.*field.member;
  });
  return student;
}

Student updated(const Student& student, const Student& newer) {
  Student result = completed(newer, student);
  result.roll = student.roll;
  return result;
}

void check(const Student& student, FieldProblems& problems) {
  check_fields(kStudentFields, student, problems);
}

}  // namespace lastseat
