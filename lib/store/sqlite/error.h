// What can go wrong below the rules, sorted by what must follow from it. Compare kinds, never
// texts.
#pragma once

#include <utility>

#include "text/error.h"

namespace SQLite {
class Exception;
}

namespace lastseat {

struct StorageError : Error {
  enum class Kind {
    busy,      // another connection holds the file: nothing happened, retry
    full,      // no space: nothing happened
    memory,    // too little memory: nothing happened, unless it was a commit; retry
    unknown,   // an I/O error: at a commit it may or may not have happened
    corrupt,   // the file is damaged or not ours
    unusable,  // the folder or file cannot be used as it is (read-only, written by a newer program)
    bug,       // a constraint fired: a rule is wrong; nothing happened
  };
  Kind kind;
  StorageError(Kind k, Message message) : Error(std::move(message)), kind(k) {}
};

// The kind that a code of SQLite, extended or not, belongs to.
StorageError::Kind kind_of(int sqlite_code);

// SQLite's error as a StorageError; a code alone, and what could not be done.
[[noreturn]] void rethrow(const SQLite::Exception&);
[[noreturn]] void fail(int sqlite_code, Message what);

}  // namespace lastseat
