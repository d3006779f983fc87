// Which registrations a request asks for, from its query. Any thread.
#pragma once

#include "http/net/query.h"
#include "store/reader.h"

namespace lastseat::http {

// Reads the parameters `event` and `status`; query.finish() reports what is wrong with them.
RegistrationFilter filter_in(Query&);

}  // namespace lastseat::http
