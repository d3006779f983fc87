#include "json/students.h"

#include "json/values.h"

namespace lastseat::json {

PutStudent read(As<PutStudent>, Fields& fields) {
  PutStudent out{read(As<Student>(), fields)};
  if (fields.good()) fields.check_value(out.student);
  return out;
}

void write(Text& text, const PutStudent& command) { write(text, command.student); }

Erase read(As<Erase>, Fields& fields) {
  Erase out;
  out.roll = Roll(fields.required("roll", fields.text("roll")));
  if (fields.has("roll")) fields.check_code("roll", out.roll.text);
  if (fields.trust() != Trust::journal || !fields.has("rows")) return out;
  if (const Value* rows = fields.list("rows")) {
    for (const Value& row : *rows) {
      if (const auto* seq = row.get<Seq>()) out.rows.push_back(*seq);
    }
  }
  return out;
}

void write(Text& text, const Erase& command) {
  text.field("roll", command.roll.text);
  if (command.rows.empty()) return;
  text.list("rows", command.rows, [&](Seq seq) { text.value(seq); });
}

void write(Text& text, const StudentAdded& added) { write(text, added.student); }

void write(Text& text, const StudentChanged& changed) { write(text, changed.student); }

}  // namespace lastseat::json
