// The journal over HTTP: its handler (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step list_journal(Call&);

}  // namespace lastseat::http
