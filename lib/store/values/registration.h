// Registrations in the database. Private to the store; one connection, one thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/values/registration.h"

namespace lastseat {

class Connection;
class Row;

// "registrations.id, …", for registration_of(): without members and position, which are questions
// of their own.
std::string registration_columns();
Registration registration_of(const Row&);

// Adds the members and, while it waits, the position.
void complete(Connection&, Registration&);
void add_members(Connection&, Registration&);
std::int64_t position_of(Connection&, const Registration&);

// Whole.
std::optional<Registration> find_registration(Connection&, RegistrationId);

}  // namespace lastseat
