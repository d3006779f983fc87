// Students over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Step search_students(Call&);
Step show_student(Call&);

}  // namespace lastseat::http
