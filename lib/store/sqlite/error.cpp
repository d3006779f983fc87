#include "store/sqlite/error.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

namespace lastseat {

StorageError::Kind kind_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return StorageError::Kind::busy;
    case SQLITE_FULL:
      return StorageError::Kind::full;
    case SQLITE_NOMEM:
      return StorageError::Kind::memory;
    case SQLITE_IOERR:
      // A page with a wrong checksum is damaged: reading it again does not help.
      return code == SQLITE_IOERR_DATA ? StorageError::Kind::corrupt : StorageError::Kind::unknown;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return StorageError::Kind::corrupt;
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return StorageError::Kind::unusable;
    default:
      return StorageError::Kind::bug;
  }
}

void fail(sqlite3* database) { rethrow(SQLite::Exception(database)); }

void rethrow(const SQLite::Exception& error) {
  const int code = error.getExtendedErrorCode();
  fail(code, code == SQLITE_IOERR_DATA ? Message{"sqlite.damaged_page"} : message_of(error));
}

void fail(int code, Message what) {
  throw StorageError(
      kind_of(code),
      Message{"sqlite.failed", {{"what", std::vector{std::move(what)}}, {"code", code}}});
}

}  // namespace lastseat
