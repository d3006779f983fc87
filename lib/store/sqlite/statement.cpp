#include "store/sqlite/statement.h"

#include <sqlite3.h>

namespace lastseat {

// A value that SQLite cannot hand over for want of memory looks empty.
std::string Row::text(int column) const {
  std::string text = statement_.getColumn(column).getString();
  if (text.empty() && statement_.getErrorCode() == SQLITE_NOMEM) {
    throw StorageError(StorageError::Kind::memory, Message{"sqlite.no_memory"});
  }
  return text;
}

}  // namespace lastseat
