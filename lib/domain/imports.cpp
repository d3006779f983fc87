#include "domain/imports.h"

#include <map>
#include <utility>

#include "domain/decision.h"
#include "domain/values/premise.h"

namespace lastseat {
namespace {

// The first line of the file with each key.
template <class Key>
class FirstLines {
 public:
  // Returns the first line with this key if it is an earlier one, otherwise 0.
  std::int64_t earlier(const Key& key, std::int64_t line) {
    const auto [at, is_new] = lines_.emplace(key, line);
    return is_new ? 0 : at->second;
  }

 private:
  std::map<Key, std::int64_t> lines_;
};

Message again(const std::string& column, std::int64_t line) {
  return Message{"row.repeated", {{"column", column}, {"line", line}}};
}

Decision decision_of(ImportReport report, Changes changes) {
  if (report.invalid.empty()) return {Imported{std::move(report)}, std::move(changes)};
  return {Refused{.reason = Reason::invalid_rows, .report = std::move(report)}, {}};
}

// Adds the changes of one row to `changes`, and its problems to the report.
void import_row(const EventRow& row, const EventFacts& facts, Seq seq, ImportReport& report,
                Changes& changes) {
  require(!facts.event || facts.event->code == row.code, "the facts are in the order of the rows");
  Event event = with(facts.event.value_or(Event{.code = row.code}), row.fields);
  FieldProblems problems;
  check(event, problems);
  if (event.capacity < event.taken) {
    problems.push_back({"capacity", Message{"row.below_taken", {{"taken", event.taken}}}});
  }
  for (FieldProblem& problem : problems) {
    report.invalid.push_back({row.line, column_of(problem.field), std::move(problem.detail)});
  }
  if (facts.event && same_definition(*facts.event, event)) {
    ++report.unchanged;
    return;
  }
  ++(facts.event ? report.updated : report.added);
  event.defined_seq = seq;
  changes.push_back(PutEvent{event});
  if (problems.empty()) add_promotions(promote(event, facts.waiting, seq), changes);
}

}  // namespace

std::string column_of(const std::string& field) { return field == "fee_minor" ? "fee" : field; }

Decision decide(const ImportEvents& command, const ImportEventsFacts& facts, const Stamp& stamp) {
  require(facts.events.size() == command.rows.size(), "there are facts of every row");
  ImportReport report{.rows = static_cast<std::int64_t>(command.rows.size()),
                      .ignored_columns = command.ignored_columns};
  Changes changes;
  FirstLines<EventCode> codes;
  for (std::size_t i = 0; i < command.rows.size(); ++i) {
    const EventRow& row = command.rows[i];
    if (const std::int64_t line = codes.earlier(row.code, row.line)) {
      report.invalid.push_back({row.line, "code", again("code", line)});
    } else {
      import_row(row, facts.events[i], stamp.seq, report, changes);
    }
  }
  return decision_of(std::move(report), std::move(changes));
}

Decision decide(const ImportStudents& command, const ImportStudentsFacts& facts, const Stamp&) {
  require(facts.students.size() == command.rows.size(), "there are facts of every row");
  ImportReport report{.rows = static_cast<std::int64_t>(command.rows.size()),
                      .ignored_columns = command.ignored_columns};
  Changes changes;
  FirstLines<Roll> rolls;
  for (std::size_t i = 0; i < command.rows.size(); ++i) {
    const StudentRow& row = command.rows[i];
    if (const std::int64_t line = rolls.earlier(row.student.roll, row.line)) {
      report.invalid.push_back({row.line, "roll", again("roll", line)});
      continue;
    }
    const std::optional<Student>& known = facts.students[i].student;
    require(!known || known->roll == row.student.roll, "the facts are in the order of the rows");
    const Student student = known ? updated(*known, row.student) : row.student;
    if (known && student == *known) {
      ++report.unchanged;
      continue;
    }
    ++(known ? report.updated : report.added);
    changes.push_back(PutStudentRecord{student});
  }
  return decision_of(std::move(report), std::move(changes));
}

std::string effect_of(const Imported& outcome) {
  const ImportReport& report = outcome.report;
  return "imported " + std::to_string(report.added) + " new " + std::to_string(report.updated) +
         " updated " + std::to_string(report.unchanged) + " unchanged";
}

}  // namespace lastseat
