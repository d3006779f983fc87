// The rules of the fest, all of them, and nowhere else: decide(command, facts, stamp) is an
// overload in the command's own room.
//
// It is a pure function: the same three values give the same decision, on any thread, today and
// when the journal is replayed. A rule is a flat ladder of early returns, in the order of
// precedence in which reason.h lists the reasons. A refusal carries no changes. Throws
// BrokenPremise if the facts are not those that the command needs: that is a bug.
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
