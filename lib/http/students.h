// Students over HTTP: their handlers (see call.h).
#pragma once

#include "http/call.h"

namespace lastseat::http {

Response search_students(Call&);
Response show_student(Call&);

}  // namespace lastseat::http
