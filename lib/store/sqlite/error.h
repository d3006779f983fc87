// What can go wrong below the rules, classified by what the caller must do. Compare kinds, never
// texts.
#pragma once

#include <utility>

#include "text/error.h"

struct sqlite3;

namespace SQLite {
class Exception;
}

namespace lastseat {

struct StorageError : Error {
  enum class Kind {
    busy,      // another connection has locked the file: nothing happened; retry
    full,      // no space on the disk: nothing happened
    memory,    // not enough memory: nothing happened, unless it was a commit; retry
    unknown,   // an I/O error: a commit may or may not have happened
    corrupt,   // the file is damaged or not ours
    unusable,  // the folder or file cannot be used as it is (read-only, written by a newer program)
    bug,       // a constraint was violated, so a rule is wrong: nothing happened
  };
  Kind kind;
  StorageError(Kind k, Message message) : Error(std::move(message)), kind(k) {}
};

// The kind to which a result code of SQLite, extended or not, belongs.
StorageError::Kind kind_of(int sqlite_code);

// Throw a StorageError: from the last error of a connection, from an exception of SQLiteCpp, or
// from a result code and what failed.
[[noreturn]] void fail(sqlite3*);
[[noreturn]] void rethrow(const SQLite::Exception&);
[[noreturn]] void fail(int sqlite_code, Message what);

}  // namespace lastseat
