#include "domain/students.h"

#include <utility>

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

Erase without_roll(std::vector<Seq> rows, const Stamp& stamp) {
  return {first_token(stamp.random), std::move(rows)};
}

Decision decide(const Erase& command, const EraseFacts& facts, const Stamp& stamp) {
  // The roll is not repeated: it may be that of somebody who was erased.
  if (!facts.is_student && facts.rows.empty()) {
    return {Refused{.reason = Reason::unknown_student}, {}};
  }
  if (facts.is_erased) return {Refused{.reason = Reason::already_erased}, {}};
  const Roll token(first_token(stamp.random));
  return {Erased{token, facts.rows}, {EraseStudent{command.roll, token, facts.rows}}};
}

}  // namespace lastseat
