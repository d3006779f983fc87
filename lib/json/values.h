// The nouns of the fest as JSON, from their tables of fields: in answers, in the journal, in the
// mirror and in exports. Names in snake_case, UTC times with milliseconds, money in minor units.
// Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/values/event.h"
#include "domain/values/fest.h"
#include "domain/values/refused.h"
#include "domain/values/registration.h"
#include "domain/values/student.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

// Writes the members of an object without its braces: some answers have them at their top level.
void write(Text&, const Event&);
void write(Text&, const Student&);
void write(Text&, const Registration&);
void write(Text&, const Fest&);
void write(Text&, const ImportReport&);
void write(Text&, const Message&);
// Only the fields that are given.
void write(Text&, const EventFields&);
void write(Text&, const FestFields&);
// The reason and what belongs to it; no sentences.
void write(Text&, const Refused&);

template <class Noun>
void object(Text& text, const Noun& noun) {
  text.open();
  write(text, noun);
  text.close();
}
template <class Noun>
void object(Text& text, std::string_view name, const Noun& noun) {
  text.name(name);
  object(text, noun);
}
template <class Noun>
void objects(Text& text, std::string_view name, const std::vector<Noun>& nouns) {
  text.list(name, nouns, [&](const Noun& each) { object(text, each); });
}

// Appends the object to `out`; in a list, with a comma before it if one is needed.
template <class Noun>
void append(std::string& out, const Noun& noun) {
  Text text(out);
  object(text, noun);
}

// `write_problem` writes the member of an invalid row that says what is wrong with it.
template <class WriteProblem>
void write_report(Text& text, const ImportReport& report, WriteProblem&& write_problem) {
  text.field("rows", report.rows);
  text.field("new", report.added);
  text.field("updated", report.updated);
  text.field("unchanged", report.unchanged);
  text.list("invalid", report.invalid, [&](const InvalidRow& row) {
    text.open();
    text.field("line", row.line);
    text.field("column", row.column);
    write_problem(row.problem);
    text.close();
  });
  text.texts("ignored_columns", report.ignored_columns);
}

// As members of an outcome (table.h).
template <class Rule>
void put(Text& text, std::string_view name, const Registration& registration, const Rule&) {
  object(text, name, registration);
}
template <class Rule>
void put(Text& text, std::string_view name, const std::vector<Registration>& all, const Rule&) {
  objects(text, name, all);
}
template <class Rule>
void put(Text& text, std::string_view name, const Event& event, const Rule&) {
  object(text, name, event);
}
template <class Rule>
void put(Text& text, std::string_view name, const Fest& fest, const Rule&) {
  object(text, name, fest);
}

EventFields read(As<EventFields>, Fields&);
FestFields read(As<FestFields>, Fields&);
// The roll may be missing if `roll` says whose record it is.
Student read(As<Student>, Fields&, const Roll& roll = {});
// Reads what write() wrote.
Message read(As<Message>, Fields&);
Refused read(As<Refused>, Fields&);

}  // namespace lastseat::json
