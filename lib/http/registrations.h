// Registrations over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Response list_registrations(Call&);
Response show_registration(Call&);
Response register_entry(Call&);

}  // namespace lastseat::http
