#include "domain/students.h"

#include "domain/decision.h"
#include "domain/values/premise.h"
#include "domain/values/tokens.h"

namespace lastseat {

Decision decide(const PutStudent& command, const StudentFacts& facts, const Stamp&) {
  if (!facts.student) return {StudentAdded{command.student}, {PutStudentRecord{command.student}}};
  require(facts.student->roll == command.student.roll, "the facts are of the student asked for");
  Student student = command.student;
  student.roll = facts.student->roll;
  if (student == *facts.student) return {StudentChanged{student}, {}};
  return {StudentChanged{student}, {PutStudentRecord{student}}};
}

Erase kept(const Erase&, const Stamp& stamp) { return {first_token(stamp.random)}; }

Decision decide(const Erase& command, const EraseFacts& facts, const Stamp& stamp) {
  const Roll token(first_token(stamp.random));
  if (!facts.student) {
    return {Refused{.reason = Reason::unknown_student, .subject = token.text}, {}};
  }
  require(facts.student->roll == command.roll, "the facts are of the student asked for");
  if (facts.is_erased) return {Refused{.reason = Reason::already_erased}, {}};
  return {Erased{token, facts.rows}, {EraseStudent{command.roll, token, facts.rows}}};
}

}  // namespace lastseat
