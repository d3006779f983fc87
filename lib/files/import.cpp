#include "files/import.h"

#include <algorithm>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "text/blank.h"
#include "text/compare.h"
#include "text/number.h"
#include "text/time.h"

namespace lastseat {
namespace {

using Number = std::optional<std::int64_t>;

std::int64_t number_of(std::size_t count) { return static_cast<std::int64_t>(count); }

// At most 15 digits: far more than any limit, and multiplying it cannot overflow.
Number whole_number(std::string_view digits) {
  return text::all_digits(digits) && digits.size() <= 15 ? text::number(digits) : std::nullopt;
}

// One row: its cells as values, and its problems.
class RowReader {
 public:
  RowReader(const csv::Columns& columns, const csv::Record& record,
            std::vector<InvalidRow>& invalid)
      : columns_(columns), record_(record), invalid_(invalid), before_(invalid.size()) {}

  bool fits() {
    const std::size_t cells = record_.cells.size();
    if (cells == columns_.count()) return true;
    complain(columns_.name_at(cells),
             Message{"row.wrong_cells",
                     {{"cells", number_of(cells)}, {"columns", number_of(columns_.count())}}});
    return false;
  }

  bool good() const { return invalid_.size() == before_; }

  // Spaces around codes, numbers and times are removed.
  std::string code(std::string_view column) { return std::string(text::trimmed(cell(column))); }
  std::string text(std::string_view column) { return cell(column); }

  // The cell as the value of a field with this rule; absent if it is empty or invalid.
  std::optional<std::string> value(std::string_view column, const TextRule&) {
    std::string value = cell(column);
    return value.empty() ? std::nullopt : std::optional(std::move(value));
  }
  std::optional<std::string> value(std::string_view column, const TimeRule&) {
    const std::string written = code(column);
    if (written.empty()) return {};
    std::string stored = text::local_time(written);
    if (!stored.empty()) return stored;
    complain(column, Message{"field.not_a_time"});
    return {};
  }
  Number value(std::string_view column, const NumberRule&) {
    const std::string written = code(column);
    if (written.empty()) return {};
    const Number value = whole_number(written);
    if (!value) complain(column, Message{"row.not_whole"});
    return value;
  }
  std::optional<EventState> value(std::string_view column, const ChoiceRule&) {
    std::string written = code(column);
    if (written.empty()) return {};
    for (const std::string& name : all_names<EventState>()) {
      if (text::same_ignoring_case(written, name)) return value_named<EventState>(name);
    }
    complain(column, Message{"field.not_a_choice", {{"choices", all_names<EventState>()}}});
    return {};
  }

  // A fee in major units: "300", "300.5" or "300.50".
  Number money_minor(std::string_view column) {
    const std::string written = code(column);
    if (written.empty()) return {};
    const std::size_t point = written.find('.');
    const Number major = whole_number(std::string_view(written).substr(0, point));
    Number minor = 0;
    if (point != std::string::npos) {
      const std::string_view digits = std::string_view(written).substr(point + 1);
      minor = digits.size() <= 2 ? whole_number(digits) : Number{};
      if (minor && digits.size() == 1) *minor *= 10;
    }
    if (major && minor) return *major * 100 + *minor;
    complain(column, Message{"row.not_money"});
    return {};
  }

  void complain(std::string_view column, Message problem) {
    invalid_.push_back({record_.line, std::string(column), std::move(problem)});
  }
  void complain(FieldProblems problems) {
    for (FieldProblem& problem : problems) {
      complain(column_of(problem.field), std::move(problem.detail));
    }
  }

 private:
  std::string cell(std::string_view column) const { return columns_.cell(record_, column); }

  const csv::Columns& columns_;
  const csv::Record& record_;
  std::vector<InvalidRow>& invalid_;
  const std::size_t before_;
};

EventRow event_row(RowReader& row, std::int64_t line) {
  EventRow read{.line = line, .code = {row.code("code")}, .fields = {}};
  for_each_field(kEventFields, [&](const auto& field) {
    if constexpr (FieldOf<decltype(field)>::kHasGiven) {
      const std::string column = column_of(std::string(field.name));
      if constexpr (std::is_same_v<FieldOf<decltype(field.rule)>, NumberRule>) {
        const bool is_money = column != field.name;
        read.fields.*field.given =
            is_money ? row.money_minor(column) : row.value(column, field.rule);
      } else {
        read.fields.*field.given = row.value(column, field.rule);
      }
    }
  });
  FieldProblems problems;
  check(CodeRule{}, "code", read.code, problems);
  check(read.fields, problems);
  row.complain(std::move(problems));
  return read;
}

StudentRow student_row(RowReader& row, std::int64_t line) {
  StudentRow read{.line = line, .student = {}};
  Student& student = read.student;
  student.roll = {row.code("roll")};
  std::optional<std::int64_t> year;
  for_each_field(kStudentFields, [&](const auto& field) {
    using Rule = FieldOf<decltype(field.rule)>;
    if constexpr (std::is_same_v<Rule, TextRule>) student.*field.member = row.text(field.name);
    if constexpr (std::is_same_v<Rule, NumberRule>) {
      year = row.value(field.name, field.rule);
      student.*field.member = year.value_or(0);
    }
  });
  FieldProblems problems;
  check(student, problems);
  row.complain(std::move(problems));
  // In the model, 0 means "not given"; in CSV, that is an empty cell.
  if (year == 0) row.complain("year", Message{"row.zero_year"});
  return read;
}

// The columns of a file for a noun: the required ones and the optional ones.
struct ColumnNames {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};
template <class Table>
ColumnNames column_names(const Table& table) {
  ColumnNames names;
  for_each_field(table, [&](const auto& field) {
    if (!FieldOf<decltype(field)>::kSettable) return;
    (field.required ? names.required : names.optional)
        .push_back(column_of(std::string(field.name)));
  });
  return names;
}

template <class Import, class ReadRow>
ImportFile read_rows(std::string_view bytes, const ColumnNames& names, ReadRow read_row) {
  csv::Reader reader(bytes);
  csv::Record record;
  if (!reader.next(record)) throw csv::Unreadable{Message{"csv.empty"}};
  const csv::Columns columns(record, names.required, names.optional);
  ImportFile file;
  Import import;
  import.ignored_columns = columns.ignored();
  while (reader.next(record)) {
    ++file.rows;
    RowReader row(columns, record, file.invalid);
    if (!row.fits()) continue;
    auto read = read_row(row, record.line);
    if (row.good()) import.rows.push_back(std::move(read));
  }
  file.command = std::move(import);
  return file;
}

}  // namespace

ImportFile read_events(std::string_view bytes) {
  return read_rows<ImportEvents>(bytes, column_names(kEventFields), event_row);
}

ImportFile read_students(std::string_view bytes) {
  return read_rows<ImportStudents>(bytes, column_names(kStudentFields), student_row);
}

ImportReport report(const ImportFile& file, const Outcome& previewed) {
  ImportReport whole;
  if (const auto* imported = std::get_if<Imported>(&previewed)) whole = imported->report;
  if (const auto* refused = std::get_if<Refused>(&previewed); refused && refused->report) {
    whole = *refused->report;
  }
  whole.rows = file.rows;
  whole.invalid.insert(whole.invalid.end(), file.invalid.begin(), file.invalid.end());
  std::stable_sort(whole.invalid.begin(), whole.invalid.end(),
                   [](const InvalidRow& a, const InvalidRow& b) { return a.line < b.line; });
  return whole;
}

}  // namespace lastseat
