// What is in the database as CSV or JSON, handed to a sink piece by piece.
//
// One call reads one snapshot: no seat appears twice because it changed hands meanwhile. The sink
// runs while the snapshot is held, so it must not wait for a client: write to a file or a Spool.
// Memory does not grow with the fest (a roster holds the entries of its one event). Any thread.
// Throws StorageError, and what the sink throws.
#pragma once

#include <string_view>

#include "files/csv.h"
#include "store/registrations.h"
#include "store/sqlite/reader.h"

namespace lastseat {

enum class Format { csv, json };

// One CSV row a member, so that every student of a team is found. In JSON one object an entry.
void export_registrations(Reader&, const RegistrationFilter&, Format, const Sink&);

// Who comes to one event: by seat, then the waiting list; cancelled entries are left out.
void export_roster(Reader&, const EventCode&, Format, const Sink&);

// In the columns that an import reads.
void export_events(Reader&, Format, const Sink&);
void export_students(Reader&, Format, const Sink&);

}  // namespace lastseat
