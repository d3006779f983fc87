// What the rules refuse, as problems of RFC 9457 (http/net/problem.h): around the members that the
// journal keeps stand a title and a detail for people. The sentences are in lib/words. Pure
// functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "domain/values/field.h"
#include "domain/values/refused.h"
#include "http/net/problem.h"
#include "words/words.h"

namespace lastseat::http {

// Short, with the figures, and what to do next. A refusal need not carry all that its sentences
// could name: then they are more general.
Explanation explain(const Refused&);

// "capacity must be 1 to 9", without a full stop.
std::string sentence_of(const FieldProblem&);

// The members of a report, each invalid row with its reason in words.
void write_report(json::Text&, const ImportReport&);

// `members` as json::encode() made them; `seq` is the command's place in the journal, or 0 if it is
// not there.
Response refusal(const Refused&, std::string_view members, Seq seq);

// Nothing of that name was found by a call that only reads.
Response not_found(Reason, std::string subject);

}  // namespace lastseat::http
