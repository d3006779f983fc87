// The members of an answer: what the journal keeps of it. Of what is not refused, this is the body
// that is sent; around a refusal http puts the envelope of RFC 9457, with sentences. Pure
// functions, any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace lastseat::json {

// Always an object that carries `seq`.
std::string encode(const Outcome&, Seq);

// A refusal from its members; absent if they are of something else. What only answers to people
// need is left out: the time and the desk of a last seat.
std::optional<Refused> decode_refused(std::string_view members);

}  // namespace lastseat::json
