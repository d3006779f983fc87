// What decide asks the store to write. Each is one small step; those of one command are applied in
// their order, in one transaction. Counters are not among them: the schema keeps them with the
// rows.
#pragma once

#include <variant>
#include <vector>

#include "domain/model.h"

namespace lastseat {

struct PutEvent {
  Event event;
};
struct PutStudentRecord {
  Student student;
};
struct AddRegistration {
  Registration registration;
};
// From the waiting list to a seat.
struct Promote {
  RegistrationId id;
  std::int64_t seat = 0;
};
struct MarkCancelled {
  RegistrationId id;
};
struct MarkCheckedIn {
  RegistrationId id;
};
struct ClearCheckIn {
  RegistrationId id;
};
struct PutFest {
  Fest fest;
};

using Change = std::variant<PutEvent, PutStudentRecord, AddRegistration, Promote, MarkCancelled,
                            MarkCheckedIn, ClearCheckIn, PutFest>;
using Changes = std::vector<Change>;

}  // namespace lastseat
