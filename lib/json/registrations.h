// Registrations as JSON: reading and writing the command `register`, and writing its outcomes. Pure
// functions; any thread.
#pragma once

#include "domain/registrations.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

Register read(As<Register>, Fields&);
void write(Text&, const Register&);
void write(Text&, const Confirmed&);
void write(Text&, const Waitlisted&);

}  // namespace lastseat::json
