// The fest's settings in JSON: their command, read and written, and what is answered to it. Pure
// functions, any thread.
#pragma once

#include "domain/fest.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

ChangeFest read(As<ChangeFest>, Fields&);
void write(Text&, const ChangeFest&);
void write(Text&, const FestChanged&);

}  // namespace lastseat::json
