#include "json/students.h"

#include "json/values.h"

namespace lastseat::json {

PutStudent read(As<PutStudent>, Fields& fields) {
  PutStudent out{read(As<Student>(), fields)};
  if (fields.good()) fields.check_value(out.student);
  return out;
}

void write(Text& text, const PutStudent& command) { write(text, command.student); }

void write(Text& text, const StudentAdded& added) { write(text, added.student); }

void write(Text& text, const StudentChanged& changed) { write(text, changed.student); }

}  // namespace lastseat::json
