#include "domain/values/ticket.h"

#include <doctest/doctest.h>

using namespace lastseat;

TEST_CASE("a ticket names its registration, and a mistyped one is corrected") {
  const std::string ticket = ticket_for({123456}, 0x2F0F0F0F);
  CHECK(registration_of(ticket).value == 123456);
  CHECK(canonical_ticket("3oil-abc") == "3011-ABC");
  CHECK(registration_of("").value == 0);
  CHECK(registration_of("!!").value == 0);
  CHECK(registration_of("ZZZZZZZZZZZZZZZZZZZZ-1").value == 0);
  CHECK(ticket_for({123456}, 1) != ticket);
}
