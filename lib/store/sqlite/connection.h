// One connection to the database, and its prepared statements. A statement is prepared when it is
// first run, and kept. Private to the store. One thread at a time. Throws StorageError.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/statement.h"

namespace lastseat {

// The text of a statement: a constant of the program, never made from user input. Its number is the
// index of the prepared statement in every connection.
class Sql {
 public:
  explicit Sql(std::string text);
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  const std::string& text() const { return text_; }
  std::size_t number() const { return number_; }

 private:
  const std::string text_;
  const std::size_t number_;
};

class Connection {
 public:
  explicit Connection(SQLite::Database& sqlite) : sqlite_(sqlite) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  SQLite::Database& sqlite() { return sqlite_; }

  // Runs a statement that returns no rows.
  template <class... Values>
  void run(const Sql& sql, const Values&... values) {
    prepared(sql).run(values...);
  }
  // Returns `read` of the first row, or nothing if there is no row.
  template <class Read, class... Values>
  auto first(const Sql& sql, Read&& read, const Values&... values) {
    return prepared(sql).first(std::forward<Read>(read), values...);
  }
  // Calls `use` with each row, in order.
  template <class Use, class... Values>
  void each(const Sql& sql, Use&& use, const Values&... values) {
    prepared(sql).each(std::forward<Use>(use), values...);
  }
  // Runs a statement that returns no rows. `bind_values` is called with a function that binds one
  // value after another.
  template <class Bind>
  void run_bound(const Sql& sql, Bind&& bind_values) {
    prepared(sql).each_bound([](const Row&) {}, std::forward<Bind>(bind_values));
  }

  // Prepares the statement if it has not been run yet. Call this early where a failure would do
  // harm: preparing may fail for lack of memory.
  Prepared& prepared(const Sql& sql);

 private:
  SQLite::Database& sqlite_;
  std::vector<std::unique_ptr<Prepared>> prepared_;  // by the statement's number
};

}  // namespace lastseat
