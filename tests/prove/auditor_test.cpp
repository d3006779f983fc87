#include "prove/auditor.h"

#include <doctest/doctest.h>

using namespace lastseat::prove;
using lastseat::Message;

namespace {

constexpr std::int64_t kSeats = 2;

// Two seats, two students who have them, one who was told "full": all is well.
struct Fest {
  std::vector<Heard> heard{{7, 1, Told::confirmed}, {7, 2, Told::confirmed}, {7, 3, Told::full}};
  Books books{{{7, 1}, {7, 2}}, {{7, 0}}};

  Audit audited() const { return audit(kSeats, heard, books); }
};

}  // namespace

TEST_CASE("the auditor finds nothing if everybody was told the truth") {
  Fest fest;
  fest.heard.push_back({7, 1, Told::already});
  const Audit found = fest.audited();
  CHECK(found.sound());
  CHECK(found.confirmed == 2);
  CHECK(found.findings.empty());
}

TEST_CASE("the auditor finds more registrations than seats, and says where") {
  Fest fest;
  fest.heard[2].told = Told::confirmed;
  fest.books.registrations.push_back({7, 3});
  const Audit found = fest.audited();
  CHECK(found.oversold == 1);
  CHECK(found.lost == 0);
  CHECK(found.ghosts == 0);
  CHECK_FALSE(found.sound());
  REQUIRE(found.findings.size() == 1);
  const std::vector<Message> both{Message{"audit.oversold", {{"count", 1}}},
                                  Message{"audit.miscounted"}};
  CHECK(found.findings[0] == Message{"audit.event", {{"event", 7}, {"findings", both}}});
}

TEST_CASE("the auditor finds seats that were promised twice, even if the books hide it") {
  Fest fest;
  fest.heard[2].told = Told::confirmed;
  const Audit found = fest.audited();
  CHECK(found.oversold == 1);
  CHECK(found.lost == 1);
}

TEST_CASE("the auditor finds a student who has two seats") {
  Fest fest;
  fest.heard = {{7, 1, Told::confirmed}, {7, 1, Told::confirmed}, {7, 3, Told::full}};
  fest.books.registrations = {{7, 1}, {7, 1}};
  const Audit found = fest.audited();
  CHECK(found.duplicates == 1);
  CHECK(found.oversold == 0);
  CHECK_FALSE(found.sound());
}

TEST_CASE("the auditor finds a confirmation whose registration is gone") {
  Fest fest;
  fest.books.registrations.pop_back();
  fest.books.events[0].left = 1;
  const Audit found = fest.audited();
  CHECK(found.lost == 1);
  CHECK(found.unsold == 1);
  CHECK_FALSE(found.sound());
}

TEST_CASE("the auditor finds a student who was told of a registration that never existed") {
  Fest fest;
  fest.heard.push_back({7, 4, Told::already});
  const Audit found = fest.audited();
  CHECK(found.lost == 1);
  CHECK_FALSE(found.sound());
}

TEST_CASE("the auditor finds a registration that nobody was told of") {
  Fest fest;
  SUBCASE("of a student who was told that it is full") {
    fest.heard[1].told = Told::full;
    fest.heard.push_back({7, 2, Told::full});
  }
  SUBCASE("of a student who was told of an error") { fest.heard[1].told = Told::error; }
  SUBCASE("of a student who never asked") {
    fest.heard[1].student = 9;
    fest.heard[1].told = Told::full;
  }
  const Audit found = fest.audited();
  CHECK(found.ghosts == 1);
  CHECK_FALSE(found.sound());
}

TEST_CASE("the auditor finds a seat count that does not match the registrations") {
  Fest fest;
  SUBCASE("too many left") { fest.books.events[0].left = 1; }
  SUBCASE("less than zero left") { fest.books.events[0].left = -1; }
  SUBCASE("a missing event") { fest.books.events.clear(); }
  SUBCASE("an event listed twice") { fest.books.events.push_back({7, 0}); }
  const Audit found = fest.audited();
  CHECK(found.miscounted == 1);
  CHECK_FALSE(found.sound());
}

TEST_CASE("the auditor reports an unsold seat only if somebody was refused") {
  Fest fest;
  fest.heard[1].told = Told::full;
  fest.books = {{{7, 1}}, {{7, 1}}};
  CHECK(fest.audited().unsold == 1);
  fest.heard = {{7, 1, Told::confirmed}};
  CHECK(fest.audited().unsold == 0);
  CHECK(fest.audited().sound());
}

TEST_CASE("the auditor counts errors, and keeps the text of the first") {
  Fest fest;
  fest.heard.push_back({7, 4, Told::error, "database is locked"});
  fest.heard.push_back({7, 5, Told::error, "something else"});
  const Audit found = fest.audited();
  CHECK(found.errors == 2);
  CHECK_FALSE(found.sound());
  CHECK(found.findings.front() == Message{"audit.first_error", {{"why", "database is locked"}}});
}

TEST_CASE(
    "the auditor judges every event separately: a surplus does not make up for a lack elsewhere") {
  Fest fest;
  fest.heard = {{7, 1, Told::confirmed},
                {7, 2, Told::confirmed},
                {7, 3, Told::confirmed},
                {8, 1, Told::confirmed},
                {8, 2, Told::full}};
  fest.books = {{{7, 1}, {7, 2}, {7, 3}, {8, 1}}, {{7, -1}, {8, 1}}};
  const Audit found = fest.audited();
  CHECK(found.oversold == 1);
  CHECK(found.unsold == 1);
  CHECK(found.findings.size() == 2);
}
