// Which registrations a list or an export contains, from the query of a call. Any thread.
#pragma once

#include <optional>

#include "http/call.h"
#include "store/values/registration.h"

namespace lastseat::http {

// From the parameters `event` and `status`. If they are wrong, query.finish() reports it.
RegistrationFilter filter_in(Query&);
// The answer if the filter names an event that does not exist; otherwise absent.
std::optional<Response> unknown_event_in(const RegistrationFilter&, const Call&);

}  // namespace lastseat::http
