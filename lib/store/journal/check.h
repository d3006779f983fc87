// Proves a fest from its own file: is the file sound, do the tables keep the promises, is the
// journal whole, and does replaying the journal give the same tables?
//
// Reads one snapshot, writes nothing; may run beside a server. One thread. Throws StorageError only
// when the file cannot be opened or read at all.
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

// `progress` is called now and then with the commands replayed so far and their number.
CheckReport check(const DatabaseOptions&, const std::function<void(Seq, Seq)>& progress = {});

}  // namespace lastseat
