// Check-ins in JSON: their commands, read and written, and what is answered to them. Pure
// functions, any thread.
#pragma once

#include "domain/checkins.h"
#include "json/syntax/fields.h"
#include "json/syntax/text.h"

namespace lastseat::json {

CheckIn read(As<CheckIn>, Fields&);
void write(Text&, const CheckIn&);
void write(Text&, const CheckedIn&);

UndoCheckIn read(As<UndoCheckIn>, Fields&);
void write(Text&, const UndoCheckIn&);
void write(Text&, const CheckInUndone&);

}  // namespace lastseat::json
