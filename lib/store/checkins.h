// Check-ins in the database: the facts that their rules need, and their changes. One connection,
// one thread. Throws StorageError.
#pragma once

#include "domain/checkins.h"

namespace lastseat {

class Connection;

TicketFacts load(const CheckIn&, const Stamp&, Connection&);
TicketFacts load(const UndoCheckIn&, const Stamp&, Connection&);

void apply(const MarkCheckedIn&, const Stamp&, Connection&);
void apply(const ClearCheckIn&, const Stamp&, Connection&);

}  // namespace lastseat
