// Turns a noun's table of fields into the columns of a table in the database, and rows into nouns.
// Private to the store.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "domain/values/field.h"
#include "domain/values/registration.h"
#include "store/sqlite/statement.h"

namespace lastseat::columns {

inline std::string name_of(const auto& field) {
  using Rule = typename std::decay_t<decltype(field.rule)>;
  return std::string(field.name) + (std::is_same_v<Rule, MomentRule> ? "_ms" : "");
}

// "events.code, events.title, …": the columns that read() expects, in the same order.
template <class Table>
std::string list(std::string_view table_name, const Table& table) {
  std::string text;
  for_each_field(table, [&](const auto& field) {
    if (field.where == Where::json) return;
    if (!text.empty()) text += ", ";
    text.append(table_name).append(".").append(name_of(field));
  });
  return text;
}

// How many they are.
template <class Table>
constexpr int count(const Table& table) {
  int columns = 0;
  for_each_field(table, [&](const auto& field) { columns += field.where != Where::json; });
  return columns;
}

inline void take(const Row& row, int column, std::string& to) { to = row.text(column); }
inline void take(const Row& row, int column, std::int64_t& to) { to = row.integer(column); }
inline void take(const Row& row, int column, std::optional<std::int64_t>& to) {
  to = row.maybe_integer(column);
}
inline void take(const Row& row, int column, RegistrationId& to) { to.value = row.integer(column); }
template <class Tag>
void take(const Row& row, int column, Code<Tag>& to) {
  to = Code<Tag>(row.text(column));
}
// The schema allows no other name.
template <Named Enum>
void take(const Row& row, int column, Enum& to) {
  to = value_named<Enum>(row.text(column)).value_or(to);
}

// A noun from a row whose columns from `column` on are those of list(). NULL is read as 0.
template <class Noun, class Table>
Noun read(const Row& row, const Table& table, int column = 0) {
  Noun noun{};
  for_each_field(table, [&](const auto& field) {
    if constexpr (requires { take(row, column, noun.*field.member); }) {
      if (field.where != Where::json) take(row, column++, noun.*field.member);
    }
  });
  return noun;
}

// The value that is stored in a column.
inline const std::string& value_of(const std::string& text) { return text; }
inline std::int64_t value_of(std::int64_t number) { return number; }
inline std::optional<std::int64_t> value_of(std::optional<std::int64_t> number) { return number; }
template <class Tag>
const std::string& value_of(const Code<Tag>& code) {
  return code.text;
}
template <Named Enum>
std::string_view value_of(Enum value) {
  return name(value);
}

// Calls `bind` with the value of each field that people may set, in the order of the table.
template <class Table, class Noun, class Bind>
void bind_settable(const Table& table, const Noun& noun, Bind&& bind) {
  for_each_field(table, [&](const auto& field) {
    if constexpr (std::decay_t<decltype(field)>::kSettable) bind(value_of(noun.*field.member));
  });
}

// "title = ?, category = ?, …", for the values of bind_settable().
template <class Table>
std::string assignments(const Table& table) {
  std::string text;
  for_each_field(table, [&](const auto& field) {
    if (!std::decay_t<decltype(field)>::kSettable) return;
    text += (text.empty() ? "" : ", ") + name_of(field) + " = ?";
  });
  return text;
}

// A statement that inserts the column `key`, those fields, and the columns `more`. If there is a
// row with the same key, it is updated; the first field, which is the key's spelling, stays as it
// is.
template <class Table>
std::string upsert(const std::string& table_name, const std::string& key, const Table& table,
                   std::initializer_list<std::string> more = {}) {
  std::vector<std::string> names{key};
  for_each_field(table, [&](const auto& field) {
    if (std::decay_t<decltype(field)>::kSettable) names.push_back(name_of(field));
  });
  names.insert(names.end(), more);
  std::string columns;
  std::string values;
  std::string changes;
  for (const std::string& name : names) {
    const std::string comma = columns.empty() ? "" : ", ";
    columns += comma + name;
    values += comma + "?";
    if (name != names[0] && name != names[1]) {
      changes.append(changes.empty() ? "" : ", ").append(name).append(" = excluded.").append(name);
    }
  }
  return "INSERT INTO " + table_name + " (" + columns + ") VALUES (" + values + ") ON CONFLICT (" +
         key + ") DO UPDATE SET " + changes;
}

}  // namespace lastseat::columns
