// The fest's settings over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step show_fest(Call&);

}  // namespace lastseat::http
