#include "json/imports.h"

#include <string>
#include <utility>

#include "json/values.h"

namespace lastseat::json {
namespace {

// The rows were checked by files/import when they were read; this reads them from the journal.
template <class Import, class ReadRow>
Import read_rows(Fields& fields, ReadRow&& read_row) {
  Import out;
  if (const Value* rows = fields.list("rows")) {
    for (const Value& each : *rows) {
      Fields row(each, "/rows/" + std::to_string(out.rows.size()), fields.trust(),
                 fields.problems());
      const std::int64_t line = row.required("line", row.number("line"));
      out.rows.push_back(read_row(row));
      out.rows.back().line = line;
      row.refuse_unknown();
    }
  }
  out.ignored_columns = fields.texts("ignored_columns");
  return out;
}

}  // namespace

ImportEvents read(As<ImportEvents>, Fields& fields) {
  return read_rows<ImportEvents>(fields, [](Fields& row) {
    EventRow out;
    out.code = EventCode(row.required("code", row.text("code")));
    out.fields = read(As<EventFields>(), row);
    return out;
  });
}

void write(Text& text, const ImportEvents& command) {
  text.list("rows", command.rows, [&](const EventRow& row) {
    text.open();
    text.field("line", row.line);
    text.field("code", row.code.text);
    write(text, row.fields);
    text.close();
  });
  text.texts("ignored_columns", command.ignored_columns);
}

ImportStudents read(As<ImportStudents>, Fields& fields) {
  return read_rows<ImportStudents>(fields, [](Fields& row) {
    return StudentRow{0, read(As<Student>(), row)};
  });
}

void write(Text& text, const ImportStudents& command) {
  text.list("rows", command.rows, [&](const StudentRow& row) {
    text.open();
    text.field("line", row.line);
    write(text, row.student);
    text.close();
  });
  text.texts("ignored_columns", command.ignored_columns);
}

void write(Text& text, const Imported& imported) { write(text, imported.report); }

}  // namespace lastseat::json
