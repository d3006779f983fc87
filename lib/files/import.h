// From a CSV file to one command that imports it, with every row accounted for: it is in the
// command, or in the list of what is wrong. Whether rows contradict each other or the fest is for
// decide. Pure functions, any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/command.h"
#include "domain/outcome.h"
#include "files/csv.h"

namespace lastseat {

struct ImportFile {
  Command command;                  // ImportEvents or ImportStudents, of the rows that can be read
  std::int64_t rows = 0;            // in the file, blank lines not counted
  std::vector<InvalidRow> invalid;  // by line; if there are any, the command must not be submitted
};

// Both throw csv::Unreadable if the file as a whole cannot be read (400, not 422).
ImportFile read_events(std::string_view bytes);
ImportFile read_students(std::string_view bytes);

// What there is to say of the whole file: `previewed` is what the rules answer to its command, to
// which the rows that never reached them are added.
ImportReport report(const ImportFile&, const Outcome& previewed);

}  // namespace lastseat
