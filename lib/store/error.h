// What can go wrong below the rules, sorted by what must follow from it. Compare kinds, never
// texts.
#pragma once

#include <stdexcept>
#include <string>

namespace lastseat {

struct StorageError : std::runtime_error {
  enum class Kind {
    busy,      // somebody else holds the file: nothing happened, try again
    full,      // no space: nothing happened
    memory,    // too little of it: nothing happened, unless it was a commit; try again
    unknown,   // an I/O error: at a commit it may or may not have happened
    corrupt,   // the file is damaged or not ours
    unusable,  // the folder or file cannot be used as it is (read-only, a newer
               // program's, …)
    bug,       // a constraint fired: a rule is wrong; nothing happened
  };
  Kind kind;
  StorageError(Kind k, const std::string& what) : std::runtime_error(what), kind(k) {}
};

}  // namespace lastseat
