// The fest's settings in JSON: their command, read and written. Pure functions, any thread.
#pragma once

#include "domain/fest.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

ChangeFest read(As<ChangeFest>, Fields&);
void write(Text&, const ChangeFest&);

}  // namespace lastseat::json
