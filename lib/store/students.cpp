#include "store/students.h"

#include <algorithm>
#include <utility>

#include "domain/values/tokens.h"
#include "json/syntax/erasure.h"
#include "store/journal/journal.h"
#include "store/sqlite/connection.h"
#include "store/values/registration.h"
#include "store/values/student.h"
#include "text/identity.h"

namespace lastseat {
namespace {

const Sql kAll("SELECT " + student_columns() +
               " FROM students WHERE erased_seq = 0 ORDER BY roll_key");

const Sql kErasedSeq("SELECT erased_seq FROM students WHERE roll_key = ?");

const Sql kAnyErased("SELECT 1 FROM students WHERE erased_seq <> 0 LIMIT 1");

// ?1 the roll's key, ?2 and ?3 the token and its key.
const Sql kEraseStudent(R"(
  UPDATE students SET roll_key = ?3, roll = ?2, name = ?4, email = ?5, phone = ?6, erased_seq = ?7
  WHERE roll_key = ?1)");
const Sql kEraseFirstMember(R"(
  UPDATE registrations SET roll_key = ?2
  WHERE id IN (SELECT registration FROM members WHERE roll_key = ?1 AND place = 1))");
const Sql kEraseMember("UPDATE members SET roll_key = ?2 WHERE roll_key = ?1");

const Sql kEntries("SELECT " + registration_columns() + R"(
  FROM members JOIN registrations ON registrations.id = members.registration
    JOIN events ON events.id = registrations.event
  WHERE members.roll_key = ? ORDER BY registrations.id)");

// Finds `text` after `before`: "%" is anything, and "% " the beginning of a word.
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

EraseFacts load(const Erase& command, const Stamp&, Connection& connection) {
  EraseFacts facts;
  const auto erased_seq = connection.first(
      kErasedSeq, [](const Row& row) { return row.integer(0); }, command.roll.key);
  facts.is_student = erased_seq.has_value();
  facts.is_erased = erased_seq.value_or(0) != 0;
  facts.rows = command.rows;
  if (facts.is_erased || !facts.rows.empty()) return facts;
  each_text(connection, [&](Seq seq, const JournalTexts& texts) {
    const bool is_about = json::contains_data_of(texts.request, command.roll) ||
                          json::contains_data_of(texts.answer, command.roll);
    if (is_about) facts.rows.push_back(seq);
  });
  return facts;
}

// In a replay, the roll is the token: the journal and the tables contain the tokens already.
void apply(const EraseStudent& change, const Stamp& stamp, Connection& connection) {
  const bool is_replay = change.roll == change.token;
  Tokens tokens(stamp.random, change.roll);
  const auto token_of = [&](const std::string& value) {
    return is_replay ? value : tokens.of(value);
  };
  if (!is_replay) {
    for (const Seq seq : change.rows) {
      JournalTexts texts = journal_texts(connection, seq);
      texts.request = json::without_data(texts.request, tokens);
      texts.answer = json::without_data(texts.answer, tokens);
      replace_texts(connection, seq, texts);
    }
  }
  const std::optional<Student> student = find_student(connection, change.roll);
  if (!student) return;
  connection.run(kEraseFirstMember, change.roll.key, change.token.key);
  connection.run(kEraseMember, change.roll.key, change.token.key);
  connection.run(kEraseStudent, change.roll.key, change.token.text, change.token.key,
                 token_of(student->name), token_of(student->email), token_of(student->phone),
                 stamp.seq);
}

bool has_erased(Connection& connection) {
  return connection.first(kAnyErased, [](const Row& row) { return row.integer(0); }).has_value();
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
