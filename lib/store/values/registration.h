// Registrations in the database, and which of them a reader asks for. One connection, one thread.
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

struct RegistrationFilter {
  std::optional<EventCode> event = {};
  std::optional<Status> status = {};
  RegistrationId after = {};  // only those with a greater id
  std::optional<std::int64_t> limit = {};
};

}  // namespace lastseat
