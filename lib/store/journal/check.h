// Verifies a fest: whether the file is sound, whether the tables keep the promises, whether the
// journal is complete, and whether a replay of the journal gives the same answers and the same
// tables.
//
// Reads one snapshot and writes nothing; may run while the fest is being served. One thread. Throws
// StorageError only if the file cannot be opened or read at all, or if memory is short.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "domain/values/code.h"
#include "store/journal/head.h"
#include "text/message.h"

namespace lastseat {

struct DatabaseOptions;

struct CheckReport {
  std::vector<Message> findings;  // empty: all is well
  std::vector<Message> notes;     // what a person should know even then
  Seq commands = 0;               // in the journal
  Head head = {};                 // of the journal
  std::int64_t registrations = 0;
  std::int64_t students = 0;
  std::int64_t events = 0;

  bool ok() const { return findings.empty(); }
};

class Connection;

// A head that the journal must pass through, and where it was read, for the findings.
struct KnownHead {
  std::string source;  // "registrations.json"
  Head head;
  // Called with the fest as the replay has it at that place; returns findings.
  std::function<std::vector<Message>(Connection&)> compare = {};
};

struct CheckOptions {
  std::vector<KnownHead> heads = {};
  // Called after each command of the replay, with its place and the number of all commands.
  std::function<void(Seq, Seq)> progress = {};
};

CheckReport check(const DatabaseOptions&, const CheckOptions& = {});

}  // namespace lastseat
