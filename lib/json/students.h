// Students as JSON: reading and writing their command, and writing its outcomes. Pure functions;
// any thread.
#pragma once

#include "domain/students.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

PutStudent read(As<PutStudent>, Fields&);
void write(Text&, const PutStudent&);
Erase read(As<Erase>, Fields&);
void write(Text&, const Erase&);
void write(Text&, const StudentAdded&);
void write(Text&, const StudentChanged&);

}  // namespace lastseat::json
