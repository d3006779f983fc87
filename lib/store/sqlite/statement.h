// A prepared statement and its rows. Private to the store. SQLite's errors are thrown as
// StorageError. A statement is reset as soon as it has run, so that no read transaction stays open.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "store/sqlite/error.h"

namespace lastseat {

struct Blob {
  std::string_view bytes;
};

// One row of a result, valid only during the callback. Columns count from 0.
class Row {
 public:
  explicit Row(SQLite::Statement& statement) : statement_(statement) {}
  std::int64_t integer(int column) const { return statement_.getColumn(column).getInt64(); }
  std::string text(int column) const;
  bool null(int column) const { return statement_.getColumn(column).isNull(); }
  std::optional<std::int64_t> maybe_integer(int column) const {
    return null(column) ? std::nullopt : std::optional(integer(column));
  }
  int columns() const { return statement_.getColumnCount(); }
  SQLite::Column column(int column) const { return statement_.getColumn(column); }

 private:
  SQLite::Statement& statement_;
};

// Prepared once, run many times. One thread, that of its connection.
class Prepared {
 public:
  Prepared(SQLite::Database& database, std::string_view sql) try
      : statement_(database, std::string(sql)) {
  } catch (const SQLite::Exception& error) {
    rethrow(error);
  }

  // Runs a statement that returns no rows.
  template <class... Values>
  void run(const Values&... values) {
    each([](const Row&) {}, values...);
  }

  // Returns `read` of the first row, or nothing if there is no row.
  template <class Read, class... Values>
  auto first(Read&& read, const Values&... values)
      -> std::optional<std::decay_t<std::invoke_result_t<Read, const Row&>>> {
    return guarded([&]() -> std::optional<std::decay_t<std::invoke_result_t<Read, const Row&>>> {
      bind_all(values...);
      if (!statement_.executeStep()) return std::nullopt;
      return read(Row(statement_));
    });
  }

  // Calls `use` with each row, in order.
  template <class Use, class... Values>
  void each(Use&& use, const Values&... values) {
    guarded([&] {
      bind_all(values...);
      while (statement_.executeStep()) use(Row(statement_));
    });
  }

  // The same, but `bind_values` is called with a function that binds one value after another.
  template <class Use, class Bind>
  void each_bound(Use&& use, Bind&& bind_values) {
    guarded([&] {
      int index = 0;
      bind_values([&](const auto& value) { bind(++index, value); });
      while (statement_.executeStep()) use(Row(statement_));
    });
  }

 private:
  template <class Body>
  auto guarded(Body&& body) {
    struct Reset {
      SQLite::Statement& statement;
      ~Reset() { statement.tryReset(); }
    } reset{statement_};
    try {
      return body();
    } catch (const SQLite::Exception& error) {
      rethrow(error);
    }
  }

  template <class... Values>
  void bind_all(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
  }
  // Strings and blobs are not copied: they outlive the run of the statement.
  void bind(int index, const std::string& text) { statement_.bindNoCopy(index, text); }
  void bind(int index, std::string_view text) { statement_.bind(index, std::string(text)); }
  void bind(int index, std::int64_t number) { statement_.bind(index, number); }
  void bind(int index, Blob blob) {
    statement_.bindNoCopy(index, blob.bytes.data(), static_cast<int>(blob.bytes.size()));
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value) {
      bind(index, *value);
    } else {
      statement_.bind(index);
    }
  }

  SQLite::Statement statement_;
};

}  // namespace lastseat
