// Registrations in the database, and a filter that selects some of them. One connection, one
// thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "domain/values/registration.h"

namespace lastseat {

class Connection;
class Row;

// The columns that registration_of() expects, and the tables that they come from. It returns a
// registration without members and position, which need queries of their own.
std::string registration_columns();
std::string registrations_and_events();
Registration registration_of(const Row&);

// Adds the members, and the position if it is waiting.
void complete(Connection&, Registration&);
void add_members(Connection&, Registration&);
void add_other_members(Connection&, Registration&);
std::int64_t position_of(Connection&, const Registration&);

// Complete: with members and position.
std::optional<Registration> find_registration(Connection&, RegistrationId);

struct RegistrationFilter {
  std::optional<EventCode> event = {};
  std::optional<Status> status = {};
  RegistrationId after = {};  // only those with a greater id
  std::optional<std::int64_t> limit = {};
};

}  // namespace lastseat
