// Which registrations a list or an export is about, from the query of a call. Any thread.
#pragma once

#include <optional>

#include "http/call.h"
#include "store/values/registration.h"

namespace lastseat::http {

// From the parameters `event` and `status`; what is wrong with them, query.finish() reports.
RegistrationFilter filter_in(Query&);
// What is answered if there is no event that the filter names; absent if there is.
std::optional<Response> unknown_event_in(const RegistrationFilter&, const Call&);

}  // namespace lastseat::http
