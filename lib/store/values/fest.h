// The fest's settings in the database. One connection, one thread.
#pragma once

#include "domain/values/fest.h"

namespace lastseat {

class Connection;

Fest find_fest(Connection&);

}  // namespace lastseat
