// Registrations over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step list_registrations(Call&);
Step show_registration(Call&);
Step register_entry(Call&);

}  // namespace lastseat::http
