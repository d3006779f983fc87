// Events over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step list_events(Call&);
Lane lane_of_events(Call&);  // the list is usually there already
Step show_event(Call&);
Step add_event(Call&);
Step change_event(Call&);

}  // namespace lastseat::http
