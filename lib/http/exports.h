// Exports over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Response export_registrations_csv(Call&);
Response export_registrations_json(Call&);
Response export_events_csv(Call&);
Response export_students_csv(Call&);
Response export_roster_csv(Call&);
Response export_roster_json(Call&);

}  // namespace lastseat::http
