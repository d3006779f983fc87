#include "domain/values/ticket.h"

#include <doctest/doctest.h>

#include "support/builders.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("a ticket names its registration, and a mistyped one is corrected") {
  Stamp made = stamp(123456);
  made.random = 0x2F0F0F0F;
  const std::string ticket = ticket_for(made);
  CHECK(registration_of(ticket).value == 123456);
  CHECK(canonical_ticket("3oil-abc") == "3011-ABC");
  CHECK(registration_of("").value == 0);
  CHECK(registration_of("!!").value == 0);
  CHECK(registration_of("ZZZZZZZZZZZZZZZZZZZZ-1").value == 0);
  Stamp other = made;
  other.random = 1;
  CHECK(ticket_for(other) != ticket);
}
