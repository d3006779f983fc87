#include "domain/fest.h"

#include "domain/decision.h"

namespace lastseat {

Decision decide(const ChangeFest& command, const FestFacts& facts, const Stamp&) {
  const Fest fest = with(facts.fest, command.fields);
  return {FestChanged{fest}, {PutFest{fest}}};
}

}  // namespace lastseat
