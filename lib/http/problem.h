// Refusals by the rules as problems (http/net/problem.h). Pure functions, any thread.
#pragma once

#include <string>

#include "domain/outcome.h"
#include "http/net/problem.h"

namespace lastseat::http {

// For requests that only read: there is no event, student or registration of that name.
Response not_found(Reason, std::string subject);

// Adds the status to a refusal from the journal, which is kept without one.
std::string with_status(std::string body, int status);

}  // namespace lastseat::http
