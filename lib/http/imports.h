// Imports over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Response import_events(Call&);
Response import_students(Call&);
Response load_sample(Call&);

}  // namespace lastseat::http
