// Refusals of the rules, as problems of RFC 9457 (http/net/problem.h): the members that the journal
// stores, with a title and a detail for people. The sentences are in lib/words. Pure functions; any
// thread.
#pragma once

#include <string>
#include <string_view>

#include "domain/values/field.h"
#include "domain/values/refused.h"
#include "http/net/problem.h"
#include "words/words.h"

namespace lastseat::http {

// Short sentences with the figures, and what to do next. If the refusal lacks a value that a
// sentence could contain, the sentence is more general.
Explanation explain(const Refused&);

// "capacity must be 1 to 9", without a full stop.
std::string sentence_of(const FieldProblem&);

// The members of a report; the problem of each invalid row is in words.
void write_report(json::Text&, const ImportReport&);

// `members` is what json::encode() returned. `seq` is the command's place in the journal, or 0 if
// it is not there.
Response refusal(const Refused&, std::string_view members, Seq seq);

// For a call that only reads: what it names does not exist.
Response not_found(Reason, std::string subject);

}  // namespace lastseat::http
