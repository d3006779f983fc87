// Check-ins in the database: loading the facts for their rules, and applying their changes. One
// connection, one thread. Throws StorageError.
#pragma once

#include "domain/checkins.h"

namespace lastseat {

class Connection;

TicketFacts load(const CheckIn&, const Stamp&, Connection&);
TicketFacts load(const UndoCheckIn&, const Stamp&, Connection&);

void apply(const MarkCheckedIn&, const Stamp&, Connection&);
void apply(const ClearCheckIn&, const Stamp&, Connection&);

}  // namespace lastseat
