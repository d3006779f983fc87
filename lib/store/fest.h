// The fest's settings in the database: loading the facts for their rule, and applying their change.
// One connection, one thread. Throws StorageError.
#pragma once

#include "domain/fest.h"

namespace lastseat {

class Connection;

FestFacts load(const ChangeFest&, const Stamp&, Connection&);

void apply(const PutFest&, const Stamp&, Connection&);

}  // namespace lastseat
