// Imports over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step import_events(Call&);
Step import_students(Call&);
Step load_sample(Call&);

}  // namespace lastseat::http
