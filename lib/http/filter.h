// Which registrations a call asks for, read from its query. Any thread.
#pragma once

#include "http/net/query.h"
#include "store/reader.h"

namespace lastseat::http {

// From the parameters `event` and `status`; what is wrong with them, query.finish() reports.
RegistrationFilter filter_in(Query&);

}  // namespace lastseat::http
