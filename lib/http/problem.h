// What the rules refuse, as problems (http/net/problem.h). Pure functions, any thread.
#pragma once

#include <string>

#include "domain/outcome.h"
#include "http/net/problem.h"

namespace lastseat::http {

// Nothing of that name was found by a call that only reads.
Response not_found(Reason, std::string subject);

// The refusal as it is in the journal, with the status that its JSON leaves open.
std::string with_status(std::string body, int status);

}  // namespace lastseat::http
