// Writes the content of the database as CSV or JSON, piece by piece, to a sink.
//
// Each call reads one snapshot, so no seat appears twice because it changed hands meanwhile. The
// sink runs while the snapshot is held, so it must not wait for a client: write to a file or a
// Spool. Memory does not grow with the fest (a roster holds the entries of its event). Any thread.
// Throws StorageError, and whatever the sink throws.
#pragma once

#include <string_view>

#include "files/csv.h"
#include "store/registrations.h"
#include "store/sqlite/reader.h"

namespace lastseat {

enum class Format { csv, json };

// CSV has one row per member, so that every student of a team can be found; JSON has one object per
// entry.
void export_registrations(Reader&, const RegistrationFilter&, Format, const Sink&);

// The participants of one event: by seat, then the waiting list. Cancelled entries are left out.
void export_roster(Reader&, const EventCode&, Format, const Sink&);

// With the columns that an import reads.
void export_events(Reader&, Format, const Sink&);
void export_students(Reader&, Format, const Sink&);

}  // namespace lastseat
