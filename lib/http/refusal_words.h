// What a person reads when the rules refuse a command: what is the matter, with its numbers, and
// what to do next. The sentences are in lib/words. Pure functions, any thread.
#pragma once

#include "domain/outcome.h"
#include "words/words.h"

namespace lastseat::http {

// Works also for a refusal that lacks its event or registration: the sentences are then less
// specific.
Explanation explain(const Refused&);

}  // namespace lastseat::http
