// From a command's outcome to its HTTP status. Any thread.
#pragma once

#include <string_view>

#include "domain/values/reason.h"

namespace lastseat::http {

int status_of(Reason);

// By the outcome's name, as the journal has it: 201 if it created something, else 200; of a
// refusal, that of its reason. 500 for an unknown name.
int status_of(std::string_view outcome);

}  // namespace lastseat::http
