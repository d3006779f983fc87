// Turns a CSV file into one command that imports it. Every row is accounted for: it is in the
// command or in the list of invalid rows. Whether rows contradict each other or the fest is decided
// by the rules. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "domain/command.h"
#include "domain/outcome.h"
#include "files/csv.h"

namespace lastseat {

struct ImportFile {
  Command command;                  // ImportEvents or ImportStudents, with the valid rows
  std::int64_t rows = 0;            // in the file, without blank lines
  std::vector<InvalidRow> invalid;  // by line; if there are any, the command must not be submitted
};

// Both throw csv::Unreadable if the file as a whole cannot be read (status 400, not 422).
ImportFile read_events(std::string_view bytes);
ImportFile read_students(std::string_view bytes);

// The report on the whole file. `previewed` is what preview() returned for its command; the rows
// that are not in the command are added.
ImportReport report(const ImportFile&, const Outcome& previewed);

}  // namespace lastseat
