// A prepared statement and its rows. Private to the store. SQLite's errors are thrown as
// StorageError. A statement is reset as soon as it has run, so that no read transaction stays open.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "store/sqlite/error.h"

namespace SQLite {
class Database;
}

namespace lastseat {

struct Blob {
  std::string_view bytes;
};

// One row of a result, valid only until the next one. Columns count from 0.
class Row {
 public:
  explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  std::string text(int column) const { return std::string(view(column)); }
  std::string_view view(int column) const;  // valid as long as the row
  bool null(int column) const { return type(column) == SQLITE_NULL; }
  std::optional<std::int64_t> maybe_integer(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
  }
  int type(int column) const { return sqlite3_column_type(statement_, column); }
  std::string name(int column) const { return sqlite3_column_name(statement_, column); }
  int columns() const { return sqlite3_column_count(statement_); }

 private:
  sqlite3_stmt* statement_;
};

// Prepared once, run many times. One thread, that of its connection.
class Prepared {
 public:
  Prepared(SQLite::Database&, std::string_view sql);

  // Runs a statement that returns no rows.
  template <class... Values>
  void run(const Values&... values) {
    each([](const Row&) {}, values...);
  }

  // Returns `read` of the first row, or nothing if there is no row.
  template <class Read, class... Values>
  auto first(Read&& read, const Values&... values)
      -> std::optional<std::decay_t<std::invoke_result_t<Read, const Row&>>> {
    const Reset reset(*this);
    bind_all(values...);
    if (!step()) return std::nullopt;
    return read(row());
  }

  // Calls `use` with each row, in order.
  template <class Use, class... Values>
  void each(Use&& use, const Values&... values) {
    const Reset reset(*this);
    bind_all(values...);
    while (step()) use(row());
  }

  // The same, but `bind_values` is called with a function that binds one value after another.
  template <class Use, class Bind>
  void each_bound(Use&& use, Bind&& bind_values) {
    const Reset reset(*this);
    int index = 0;
    bind_values([&](const auto& value) { bind(++index, value); });
    while (step()) use(row());
  }

  // Row by row, for two statements side by side: goes to the next row; false if there is none.
  bool step();
  Row row() const { return Row(statement_.get()); }

 private:
  struct Reset {
    explicit Reset(Prepared& prepared) : statement(prepared.statement_.get()) {}
    ~Reset() { sqlite3_reset(statement); }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;
    sqlite3_stmt* statement;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  template <class... Values>
  void bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
  }
  // Texts and blobs are not copied: they outlive the run of the statement. Without an address, they
  // would be NULL.
  void bind(int index, std::string_view text) {
    expect_bound(sqlite3_bind_text(statement_.get(), index, text.data() ? text.data() : "",
                                   static_cast<int>(text.size()), SQLITE_STATIC));
  }
  void bind(int index, const std::string& text) { bind(index, std::string_view(text)); }
  void bind(int index, std::int64_t number) {
    expect_bound(sqlite3_bind_int64(statement_.get(), index, number));
  }
  void bind(int index, Blob blob) {
    expect_bound(sqlite3_bind_blob(statement_.get(), index,
                                   blob.bytes.data() ? blob.bytes.data() : "",
                                   static_cast<int>(blob.bytes.size()), SQLITE_STATIC));
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      expect_bound(sqlite3_bind_null(statement_.get(), index));
    }
  }
  void expect_bound(int code) {
    if (code != SQLITE_OK) fail(sqlite3_db_handle(statement_.get()));
  }

  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

}  // namespace lastseat
