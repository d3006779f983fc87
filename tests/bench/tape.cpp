#include "bench/tape.h"

#include <memory>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace lastseat::bench {
namespace {

[[noreturn]] void fail(std::string_view what, std::string_view sql) {
  throw std::runtime_error(std::string(what) + ": " + std::string(sql));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

unsigned nibble(char c) { return static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10); }

// Removes the literal at the beginning of `text`, as SQLite writes it, and returns it.
Value take_literal(std::string_view& text) {
  if (text.starts_with("NULL")) {
    text.remove_prefix(4);
    return {};
  }
  if (text.starts_with("'")) {
    Value value{.type = SQLITE_TEXT};
    std::size_t at = 1;
    for (;; ++at) {
      if (at >= text.size()) fail("a text without an end", text);
      if (text[at] == '\'' && text.substr(at, 2) != "''") break;
      if (text[at] == '\'') ++at;
      value.bytes += text[at];
    }
    text.remove_prefix(at + 1);
    return value;
  }
  if (text.starts_with("x'")) {
    Value value{.type = SQLITE_BLOB};
    const std::size_t end = text.find('\'', 2);
    for (std::size_t at = 2; at + 1 < end; at += 2) {
      value.bytes += static_cast<char>(nibble(text[at]) << 4U | nibble(text[at + 1]));
    }
    text.remove_prefix(end + 1);
    return value;
  }
  std::size_t end = text.starts_with("-") ? 1 : 0;
  while (end < text.size() && is_digit(text[end])) ++end;
  Value value{.type = SQLITE_INTEGER};
  value.number = std::stoll(std::string(text.substr(0, end)));
  text.remove_prefix(end);
  return value;
}

// The values bound to the parameters of `sql`, from the same text with the values inserted.
std::vector<Value> values_in(std::string_view sql, std::string_view expanded) {
  std::vector<Value> values;
  bool quoted = false;
  for (std::size_t at = 0; at < sql.size(); ++at) {
    if (sql[at] != '?' || quoted) {
      if (expanded.empty() || expanded.front() != sql[at]) fail("not the same statement", sql);
      expanded.remove_prefix(1);
      if (sql[at] == '\'') quoted = !quoted;
      continue;
    }
    std::size_t place = 0;  // 7 for ?7; a ? without a number is the next one
    while (at + 1 < sql.size() && is_digit(sql[at + 1])) {
      place = place * 10 + static_cast<std::size_t>(sql[++at] - '0');
    }
    if (place == 0) place = values.size() + 1;
    if (values.size() < place) values.resize(place);
    values[place - 1] = take_literal(expanded);
  }
  return values;
}

}  // namespace

Recorder::Recorder(sqlite3* database) : database_(database) {
  sqlite3_trace_v2(
      database_, SQLITE_TRACE_STMT,
      [](unsigned, void* self, void* statement, void* text) {
        const std::string_view what(static_cast<const char*>(text));
        if (!what.starts_with("--")) {  // it names a trigger
          static_cast<Recorder*>(self)->note(static_cast<sqlite3_stmt*>(statement));
        }
        return 0;
      },
      this);
}

Recorder::~Recorder() { sqlite3_trace_v2(database_, 0, nullptr, nullptr); }

void Recorder::note(sqlite3_stmt* statement) {
  const std::string sql = sqlite3_sql(statement);
  const std::unique_ptr<char, decltype(&sqlite3_free)> expanded(sqlite3_expanded_sql(statement),
                                                                sqlite3_free);
  const auto [place, is_new] = places_.try_emplace(sql, tape_.statements.size());
  if (is_new) tape_.statements.push_back(sql);
  tape_.runs.push_back({place->second, values_in(sql, expanded.get())});
}

Tape Recorder::take() {
  Tape tape{tape_.statements, {}};
  std::swap(tape.runs, tape_.runs);
  return tape;
}

Player::~Player() {
  for (sqlite3_stmt* each : prepared_) sqlite3_finalize(each);
}

void Player::prepare(const Tape& tape) {
  while (prepared_.size() < tape.statements.size()) {
    const std::string& sql = tape.statements[prepared_.size()];
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
      fail(sqlite3_errmsg(database_), sql);
    }
    prepared_.push_back(statement);
  }
}

void Player::play(const Tape& tape) {
  for (const Run& run : tape.runs) {
    sqlite3_stmt* statement = prepared_[run.statement];
    int place = 0;
    for (const Value& value : run.values) {
      ++place;
      const int size = static_cast<int>(value.bytes.size());
      switch (value.type) {
        case SQLITE_INTEGER:
          sqlite3_bind_int64(statement, place, value.number);
          break;
        case SQLITE_TEXT:
          sqlite3_bind_text(statement, place, value.bytes.data(), size, SQLITE_STATIC);
          break;
        case SQLITE_BLOB:
          sqlite3_bind_blob(statement, place, value.bytes.data(), size, SQLITE_STATIC);
          break;
        default:
          sqlite3_bind_null(statement, place);
      }
    }
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) fail(sqlite3_errmsg(database_), tape.statements[run.statement]);
    sqlite3_reset(statement);
  }
}

}  // namespace lastseat::bench
