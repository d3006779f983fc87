// The list of all changes: what decide() may ask the store to write. Each is one small step. The
// changes of a command are applied in order, in one transaction. Counters are not among them:
// triggers of the schema update them. Plain values; any thread.
#pragma once

#include <variant>
#include <vector>

#include "domain/checkins.h"
#include "domain/fest.h"
#include "domain/registrations.h"
#include "domain/students.h"
#include "domain/values/event.h"
#include "domain/values/seats.h"
#include "domain/values/student.h"

namespace lastseat {

// Changes that several rooms make are defined with the values.
using Change = VariantOf<Types<PutEvent, PutStudentRecord, Promote>, RegistrationChanges,
                         CheckinChanges, StudentChanges, FestChanges>;
using Changes = std::vector<Change>;

inline void add_promotions(const std::vector<Registration>& promoted, Changes& changes) {
  for (const Registration& each : promoted) changes.push_back(Promote{each.id, each.seat});
}

}  // namespace lastseat
