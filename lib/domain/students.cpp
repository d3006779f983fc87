#include "domain/students.h"

#include "domain/decision.h"
#include "domain/values/premise.h"

namespace lastseat {

Decision decide(const PutStudent& command, const StudentFacts& facts, const Stamp&) {
  if (!facts.student) return {StudentAdded{command.student}, {PutStudentRecord{command.student}}};
  require(facts.student->roll == command.student.roll, "the facts are of the student asked for");
  Student student = command.student;
  student.roll = facts.student->roll;
  if (student == *facts.student) return {StudentChanged{student}, {}};
  return {StudentChanged{student}, {PutStudentRecord{student}}};
}

}  // namespace lastseat
