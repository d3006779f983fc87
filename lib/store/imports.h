// Imports in the database: loading the facts for their rules, for each row. One connection, one
// thread. Throws StorageError.
#pragma once

#include "domain/imports.h"

namespace lastseat {

class Connection;

ImportEventsFacts load(const ImportEvents&, const Stamp&, Connection&);
ImportStudentsFacts load(const ImportStudents&, const Stamp&, Connection&);

}  // namespace lastseat
