// Registrations in JSON: their commands, read and written, and what is answered to them. Pure
// functions, any thread.
#pragma once

#include "domain/registrations.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

Register read(As<Register>, Fields&);
void write(Text&, const Register&);
void write(Text&, const Confirmed&);
void write(Text&, const Waitlisted&);

Cancel read(As<Cancel>, Fields&);
void write(Text&, const Cancel&);
void write(Text&, const Cancelled&);

}  // namespace lastseat::json
