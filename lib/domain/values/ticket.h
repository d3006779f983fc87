// Tickets: what they are made of, and how they are read. Pure functions; any thread.
#pragma once

#include <string>
#include <string_view>

#include "domain/values/registration.h"
#include "domain/values/stamp.h"

namespace lastseat {

// The ticket of the registration that this stamp makes: the sequence makes it unique, the random
// part keeps it from being guessed. Crockford's base 32: no I, L, O or U to misread.
std::string ticket_for(const Stamp&);

// What a person typed, in the spelling of ticket_for: capitals, with 0 for O and 1 for I or L.
std::string canonical_ticket(std::string_view typed);

// The registration that a ticket in that spelling names, or none (0). Whether the rest of the
// ticket is right, only the registration itself can tell.
RegistrationId registration_of(std::string_view ticket);

}  // namespace lastseat
