// Registrations over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"
#include "store/registrations.h"

namespace lastseat::http {

Response list_registrations(Call&);
Response show_registration(Call&);
Response register_entry(Call&);

// Which registrations a call asks for, from the parameters `event` and `status`; what is wrong with
// them, query.finish() reports.
RegistrationFilter filter_in(Query&);
// What is answered if there is no event that the filter names; absent if there is.
std::optional<Response> unknown_event_in(const RegistrationFilter&, const Call&);

}  // namespace lastseat::http
