#include "store/students.h"

#include <algorithm>
#include <utility>

#include "store/sqlite/connection.h"
#include "store/values/registration.h"
#include "store/values/student.h"
#include "text/identity.h"

namespace lastseat {
namespace {

const Sql kAll("SELECT " + student_columns() + " FROM students ORDER BY roll_key");

const Sql kEntries("SELECT " + registration_columns() + R"(
  FROM members JOIN registrations ON registrations.id = members.registration
    JOIN events ON events.id = registrations.event
  WHERE members.roll_key = ? ORDER BY registrations.id)");

std::string like_pattern(const std::string& text, const std::string& before) {
  std::string pattern = before;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern + '%';
}

std::vector<std::string> words_of(const std::string& query) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : query + ' ') {
    if (c != ' ' && c != '\t') {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  // The same word a thousand times is one condition.
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
  return words;
}

}  // namespace

StudentFacts load(const PutStudent& command, const Stamp&, Connection& connection) {
  return {find_student(connection, command.student.roll)};
}

// The only statement that is composed when it is needed: it has one condition per word. The words
// are bound, never inserted into the text.
std::vector<Student> find_students(Connection& connection, const std::string& query,
                                   std::int64_t limit) {
  std::string sql = "SELECT " + student_columns() + " FROM students WHERE 1";
  std::vector<std::string> patterns;
  for (const std::string& word : words_of(text::folded(query))) {
    sql += R"( AND (' ' || folded(name) LIKE ? ESCAPE '\' OR folded(roll_key) LIKE ? ESCAPE '\')";
    sql += R"( OR folded(phone) LIKE ? ESCAPE '\'))";
    patterns.push_back(like_pattern(word, "% "));
    patterns.push_back(like_pattern(text::folded(text::key_of(word)), "%"));
    patterns.push_back(like_pattern(word, "%"));
  }
  sql += " ORDER BY name, roll_key LIMIT " + std::to_string(limit);
  std::vector<Student> found;
  Prepared(connection.sqlite(), sql)
      .each_bound([&](const Row& row) { found.push_back(student_of(row)); },
                  [&](auto&& bind) {
                    for (const std::string& pattern : patterns) bind(pattern);
                  });
  return found;
}

std::optional<StudentRecord> find_student_record(Connection& connection, const Roll& roll) {
  std::optional<Student> student = find_student(connection, roll);
  if (!student) return std::nullopt;
  StudentRecord record{*std::move(student), {}};
  connection.each(
      kEntries, [&](const Row& row) { record.registrations.push_back(registration_of(row)); },
      roll.key);
  for (Registration& registration : record.registrations) complete(connection, registration);
  return record;
}

void each_student(Connection& connection, const std::function<void(const Student&)>& use) {
  connection.each(kAll, [&](const Row& row) { use(student_of(row)); });
}

}  // namespace lastseat
