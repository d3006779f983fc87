// The members of an answer: the part that the journal stores. For a success, they are the body of
// the response; around those of a refusal, http puts the envelope of RFC 9457, with sentences. Pure
// functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/outcome.h"

namespace lastseat::json {

// Always an object with the member `seq`.
std::string encode(const Outcome&, Seq);

// The number of the registration in the members of an answer; 0 if there is none.
RegistrationId registration_in(std::string_view members);

// Reads a refusal from its members; absent if they are those of a success. `last_seat` is not read:
// no sentence needs it.
std::optional<Refused> decode_refused(std::string_view members);

}  // namespace lastseat::json
