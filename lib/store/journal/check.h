// Verifies a fest: whether the file is sound, whether the tables keep the promises, whether the
// journal is complete, and whether a replay of the journal gives the same answers and the same
// tables.
//
// Reads one snapshot and writes nothing; may run while the fest is being served. One thread. Throws
// StorageError only if the file cannot be opened or read at all, or if memory is short.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "domain/values/code.h"
#include "text/message.h"

namespace lastseat {

struct DatabaseOptions;

struct CheckReport {
  std::vector<Message> findings;  // empty: all is well
  Seq commands = 0;               // in the journal
  std::int64_t registrations = 0;
  std::int64_t students = 0;
  std::int64_t events = 0;

  bool ok() const { return findings.empty(); }
};

// Calls `progress` after each command of the replay, with its place and the number of all commands.
CheckReport check(const DatabaseOptions&, const std::function<void(Seq, Seq)>& progress = {});

}  // namespace lastseat
