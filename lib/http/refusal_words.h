// What a person reads when the rules refuse a command: short, with the figures, and what to do
// next. The sentences are in lib/words. Pure functions, any thread.
#pragma once

#include "domain/outcome.h"
#include "words/words.h"

namespace lastseat::http {

// A refusal need not carry all that its sentences could name: then they are more general.
Explanation explain(const Refused&);

}  // namespace lastseat::http
