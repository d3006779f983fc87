// The HTTP status of a command's outcome. Any thread.
#pragma once

#include <string_view>

#include "domain/values/reason.h"

namespace lastseat::http {

int status_of(Reason);

// `outcome` is its name, as in the journal. 201 if it created something, otherwise 200; for a
// refusal, the status of its reason; 500 for an unknown name.
int status_of(std::string_view outcome);

}  // namespace lastseat::http
