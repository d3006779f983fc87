// One connection to the database, with the statements that it has prepared: each is prepared when
// it is first run, and kept. Private to the store. One thread at a time. Throws StorageError.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "store/sqlite/statement.h"

namespace lastseat {

// The text of a statement: a constant of the program, never made from what people type. Its number
// is where every connection keeps it prepared.
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

  // Runs a statement that answers nothing.
  template <class... Values>
  void run(const Sql& sql, const Values&... values) {
    prepared(sql).run(values...);
  }
  // The first row as `read` makes it, if there is one.
  template <class Read, class... Values>
  auto first(const Sql& sql, Read&& read, const Values&... values) {
    return prepared(sql).first(std::forward<Read>(read), values...);
  }
  // Calls `use` with every row, in order.
  template <class Use, class... Values>
  void each(const Sql& sql, Use&& use, const Values&... values) {
    prepared(sql).each(std::forward<Use>(use), values...);
  }
  // Runs a statement whose values `bind_values` gives, one after another.
  template <class Bind>
  void run_bound(const Sql& sql, Bind&& bind_values) {
    prepared(sql).each_bound([](const Row&) {}, std::forward<Bind>(bind_values));
  }

  // Also ahead of its first run: preparing may fail for want of memory.
  Prepared& prepared(const Sql& sql);

 private:
  SQLite::Database& sqlite_;
  std::vector<std::unique_ptr<Prepared>> prepared_;  // by the statement's number
};

}  // namespace lastseat
