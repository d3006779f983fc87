// Making and reading tickets. Pure functions; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "domain/values/registration.h"

namespace lastseat {

// The ticket of a registration. Its number makes the ticket unique, the random part keeps it from
// being guessed. Crockford's base 32: I, L, O and U are left out, so that they cannot be misread.
std::string ticket_for(RegistrationId, std::uint64_t random);

// So many digits of random bits, the lowest five bits first.
std::string base32(std::uint64_t random, unsigned digits);

// What a person typed, in the spelling of ticket_for(): upper case, 0 for O, 1 for I and L.
std::string canonical_ticket(std::string_view typed);

// The registration to which a ticket in that spelling belongs, or 0. It is found from the first
// part; compare the ticket with the registration's own to verify the rest.
RegistrationId registration_of(std::string_view ticket);

}  // namespace lastseat
