// Exports over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step export_registrations_csv(Call&);
Step export_registrations_json(Call&);
Step export_events_csv(Call&);
Step export_students_csv(Call&);
Step export_roster_csv(Call&);
Step export_roster_json(Call&);

}  // namespace lastseat::http
