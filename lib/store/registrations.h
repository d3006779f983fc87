// Registrations in the database: loading the facts for their rules, inside the transaction that
// applies the decision; applying their changes; and the queries of readers. One connection, one
// thread. Throws StorageError.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "domain/registrations.h"
#include "store/values/registration.h"

namespace lastseat {

class Connection;

RegisterFacts load(const Register&, const Stamp&, Connection&);
CancelFacts load(const Cancel&, const Stamp&, Connection&);

void apply(const AddRegistration&, const Stamp&, Connection&);
void apply(const MarkCancelled&, const Stamp&, Connection&);

// All registrations that match, complete, sorted by id.
void each_registration(Connection&, const RegistrationFilter&,
                       const std::function<void(const Registration&)>&);
std::vector<Registration> find_registrations(Connection&, const RegistrationFilter&);

}  // namespace lastseat
