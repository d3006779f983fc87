#include "store/sqlite/statement.h"

#include <SQLiteCpp/SQLiteCpp.h>

namespace lastseat {

// If SQLite has no memory for a value, it returns an empty text.
std::string_view Row::view(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  if (bytes) return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
  if (sqlite3_errcode(sqlite3_db_handle(statement_)) == SQLITE_NOMEM) {
    throw StorageError(StorageError::Kind::memory, Message{"sqlite.no_memory"});
  }
  return {};
}

Prepared::Prepared(SQLite::Database& database, std::string_view sql) {
  sqlite3* raw = database.getHandle();
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(raw, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  if (code != SQLITE_OK) fail(raw);
}

bool Prepared::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_.get()));
  return false;
}

}  // namespace lastseat
