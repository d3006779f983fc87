// The rules of the fest, all of them, and nowhere else.
//
// decide(command, facts, stamp) is a pure function: the same three values give the same decision,
// on any thread, today and when the journal is replayed. A rule is a flat ladder of early returns,
// in the order of precedence in which outcome.h lists the reasons. A refusal carries no changes.
#pragma once

#include <string>
#include <string_view>

#include "domain/change.h"
#include "domain/command.h"
#include "domain/facts.h"
#include "domain/outcome.h"

namespace lastseat {

struct Decision {
  Outcome outcome;
  Changes changes;
};

Decision decide(const Register&, const RegisterFacts&, const Stamp&);
Decision decide(const Cancel&, const CancelFacts&, const Stamp&);
Decision decide(const CheckIn&, const TicketFacts&, const Stamp&);
Decision decide(const UndoCheckIn&, const TicketFacts&, const Stamp&);
Decision decide(const AddEvent&, const EventFacts&, const Stamp&);
Decision decide(const ChangeEvent&, const EventFacts&, const Stamp&);
Decision decide(const PutStudent&, const StudentFacts&, const Stamp&);
Decision decide(const ImportEvents&, const ImportEventsFacts&, const Stamp&);
Decision decide(const ImportStudents&, const ImportStudentsFacts&, const Stamp&);
Decision decide(const ChangeFest&, const FestFacts&, const Stamp&);

// The ticket of the registration that this stamp makes: the sequence makes it unique, the random
// part keeps it from being guessed. Crockford's base 32: no I, L, O or U to misread.
std::string ticket_for(const Stamp&);

// What a person typed, in the spelling of ticket_for: capitals, with O for 0 and I or L for 1
// mended.
std::string canonical_ticket(std::string_view typed);

// The registration that a ticket in that spelling names, or none (0). Whether the rest of the
// ticket is right, only the registration itself can tell.
RegistrationId registration_of(std::string_view ticket);

}  // namespace lastseat
