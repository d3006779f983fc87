// The files of the page, for paths that have no route (see call.h).
#pragma once

#include <string>

#include "http/call.h"

namespace lastseat::http {

bool is_page(const std::string& path);
Step page(Call&);  // throws Refusal, 404

}  // namespace lastseat::http
