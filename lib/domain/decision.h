// The rules of the fest: decide(command, facts, stamp) is an overload in the command's own room.
// There are no rules anywhere else.
//
// decide() is a pure function: the same three values give the same decision, on any thread, now and
// when the journal is replayed. A rule is a flat sequence of early returns, in the order in which
// reason.h lists the reasons. A refusal has no changes. Throws BrokenPremise if the facts are not
// those that the command needs; that is a bug.
#pragma once

#include "domain/change.h"
#include "domain/command.h"
#include "domain/outcome.h"

namespace lastseat {

struct Decision {
  Outcome outcome;
  Changes changes;
};

}  // namespace lastseat
