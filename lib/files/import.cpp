#include "files/import.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "domain/fields.h"

namespace lastseat {
namespace {

using Text = std::optional<std::string>;
using Number = std::optional<std::int64_t>;

constexpr std::string_view kNoTime = "must be a date and time such as 2027-01-22T09:00";

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Only for codes, numbers and times, none of which may begin or end with a blank.
std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// At most 15 digits: far above every limit, and no overflow when it is multiplied.
Number whole_number(std::string_view digits) {
  std::int64_t value = 0;
  if (!all_digits(digits) || digits.size() > 15) return std::nullopt;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

// One row: its cells as values, and what is wrong with them.
class RowReader {
 public:
  RowReader(const csv::Columns& columns, const csv::Record& record,
            std::vector<InvalidRow>& invalid)
      : columns_(columns), record_(record), invalid_(invalid), before_(invalid.size()) {}

  bool fits() {
    const std::size_t cells = record_.cells.size();
    if (cells == columns_.count()) return true;
    complain(columns_.name_at(cells), "has " + std::to_string(cells) +
                                          " cells where the first row names " +
                                          std::to_string(columns_.count()) + " columns");
    return false;
  }

  bool good() const { return invalid_.size() == before_; }

  std::string code(std::string_view column) { return std::string(trimmed(cell(column))); }

  std::string text(std::string_view column) { return cell(column); }

  Text maybe_text(std::string_view column) {
    std::string value = cell(column);
    return value.empty() ? Text{} : Text{std::move(value)};
  }

  Text time(std::string_view column) {
    const std::string written = code(column);
    if (written.empty()) return {};
    std::string stored = local_time(written);
    if (!stored.empty()) return stored;
    complain(column, std::string(kNoTime));
    return {};
  }

  Number number(std::string_view column) {
    const std::string written = code(column);
    if (written.empty()) return {};
    const Number value = whole_number(written);
    if (!value) complain(column, "must be a whole number such as 40");
    return value;
  }

  // In major units: "300", "300.5" or "300.50".
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
    complain(column, "must be an amount such as 300 or 300.50");
    return {};
  }

  std::optional<EventState> state(std::string_view column) {
    const std::string written = code(column);
    if (written.empty()) return {};
    if (compare_ignoring_case(written, "open") == 0) return EventState::open;
    if (compare_ignoring_case(written, "closed") == 0) return EventState::closed;
    complain(column, "must be open or closed");
    return {};
  }

  void complain(std::string_view column, std::string reason) {
    invalid_.push_back({record_.line, std::string(column), std::move(reason)});
  }

  void complain(const FieldProblems& problems) {
    for (const FieldProblem& problem : problems) {
      complain(problem.field == "fee_minor" ? "fee" : problem.field, problem.detail);
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
  read.fields.title = row.maybe_text("title");
  read.fields.category = row.maybe_text("category");
  read.fields.venue = row.maybe_text("venue");
  read.fields.starts_at = row.time("starts_at");
  read.fields.ends_at = row.time("ends_at");
  read.fields.capacity = row.number("capacity");
  read.fields.fee_minor = row.money_minor("fee");
  read.fields.team_min = row.number("team_min");
  read.fields.team_max = row.number("team_max");
  read.fields.state = row.state("state");
  FieldProblems problems;
  check_code("code", read.code.text, problems);
  check(read.fields, problems);
  row.complain(problems);
  return read;
}

StudentRow student_row(RowReader& row, std::int64_t line) {
  StudentRow read{.line = line, .student = {}};
  Student& student = read.student;
  student.roll = {row.code("roll")};
  student.name = row.text("name");
  student.email = row.text("email");
  student.phone = row.text("phone");
  student.college = row.text("college");
  const Number year = row.number("year");
  student.year = year.value_or(0);
  FieldProblems problems;
  check(student, problems);
  row.complain(problems);
  // 0 stands for "not said" in the model; in a file that is an empty cell.
  if (year == 0) row.complain("year", "must be 1 or more, or empty");
  return read;
}

template <class Import, class ReadRow>
ImportFile read_rows(std::string_view bytes, const std::vector<std::string_view>& required,
                     const std::vector<std::string_view>& optional, ReadRow read_row) {
  csv::Reader reader(bytes);
  csv::Record record;
  if (!reader.next(record)) throw csv::Unreadable("The file is empty.");
  const csv::Columns columns(record, required, optional);
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
  return read_rows<ImportEvents>(bytes, {"code", "title", "starts_at", "ends_at", "capacity"},
                                 {"category", "venue", "fee", "team_min", "team_max", "state"},
                                 event_row);
}

ImportFile read_students(std::string_view bytes) {
  return read_rows<ImportStudents>(bytes, {"roll", "name"}, {"email", "phone", "college", "year"},
                                   student_row);
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
