// Events as JSON: reading and writing their commands, and writing their outcomes. Pure functions;
// any thread.
#pragma once

#include "domain/events.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

AddEvent read(As<AddEvent>, Fields&);
void write(Text&, const AddEvent&);
void write(Text&, const EventAdded&);

ChangeEvent read(As<ChangeEvent>, Fields&);
void write(Text&, const ChangeEvent&);
void write(Text&, const EventChanged&);

}  // namespace lastseat::json
