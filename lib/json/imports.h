// Imports as JSON: reading and writing their commands, as the journal stores them, and writing
// their outcome. Pure functions; any thread.
#pragma once

#include "domain/imports.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

ImportEvents read(As<ImportEvents>, Fields&);
void write(Text&, const ImportEvents&);

ImportStudents read(As<ImportStudents>, Fields&);
void write(Text&, const ImportStudents&);

void write(Text&, const Imported&);

}  // namespace lastseat::json
