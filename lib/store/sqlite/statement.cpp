#include "store/sqlite/statement.h"

#include <sqlite3.h>

namespace lastseat {

// If SQLite has no memory for a value, it returns an empty text.
std::string Row::text(int column) const {
  std::string text = statement_.getColumn(column).getString();
  if (text.empty() && statement_.getErrorCode() == SQLITE_NOMEM) {
    throw StorageError(StorageError::Kind::memory, Message{"sqlite.no_memory"});
  }
  return text;
}

}  // namespace lastseat
