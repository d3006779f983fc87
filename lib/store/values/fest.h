// The fest's settings in the database. One connection, one thread.
#pragma once

#include <string>

#include "domain/values/fest.h"

namespace lastseat {

class Connection;
class Row;

// "fest.time_clash, …": the columns that fest_of() expects, from this one on.
std::string fest_columns();
Fest fest_of(const Row&, int column = 0);

Fest find_fest(Connection&);

}  // namespace lastseat
