// Imports in JSON: their commands, as the journal keeps them, and what is answered to them. Pure
// functions, any thread.
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
