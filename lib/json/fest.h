// The fest's settings as JSON: reading and writing their command. Pure functions; any thread.
#pragma once

#include "domain/fest.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

ChangeFest read(As<ChangeFest>, Fields&);
void write(Text&, const ChangeFest&);

}  // namespace lastseat::json
