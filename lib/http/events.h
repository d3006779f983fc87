// Events over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Response list_events(Call&);
Response show_event(Call&);
Response add_event(Call&);
Response change_event(Call&);

}  // namespace lastseat::http
