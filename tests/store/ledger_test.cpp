#include "store/journal/ledger.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "store/journal/journal.h"
#include "store/students.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;
using Json = nlohmann::json;

namespace {

Json body_of(const Answer& answer) { return Json::parse(answer.body); }
Seq id_of(const Answer& answer) { return body_of(answer)["registration"]["id"].get<Seq>(); }

// In the event ROBO.
std::vector<Seq> register_four(TestFest& fest) {
  std::vector<Seq> ids;
  for (const char* roll : {"A1", "A2", "A3", "A4"}) {
    ids.push_back(id_of(fest.run(register_new("ROBO", roll))));
  }
  return ids;
}

}  // namespace

TEST_CASE("every command gets the next sequence number, refusals too") {
  TestFest fest;
  CHECK(fest.run(add_event("ROBO", 1)).head.seq == 1);
  CHECK(fest.run(register_new("ROBO", "A1")).head.seq == 2);
  const Answer full = fest.run(register_new("ROBO", "A2"));
  CHECK(full.head.seq == 3);
  CHECK(full.outcome == "event_full");
  CHECK(body_of(full)["seq"] == 3);
  CHECK(body_of(full)["last_seat"]["seq"] == 2);
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("the counters of an event match its rows after register, wait, cancel and promote") {
  TestFest fest;
  fest.run(add_event("ROBO", 2));
  const Seq first = id_of(fest.run(register_new("ROBO", "A1")));
  fest.run(register_new("ROBO", "A2"));
  const Answer waits = fest.run(register_new("ROBO", "A3", true));
  CHECK(waits.outcome == "waitlisted");
  CHECK(fest.event("ROBO").taken == 2);
  CHECK(fest.event("ROBO").waiting == 1);

  const Answer cancelled = fest.run(Cancel{{first}});
  CHECK(body_of(cancelled)["promoted"][0]["id"] == id_of(waits));
  CHECK(body_of(cancelled)["promoted"][0]["seat"] == 1);
  CHECK(fest.event("ROBO").taken == 2);
  CHECK(fest.event("ROBO").waiting == 0);
  CHECK(fest.event("ROBO").last_seat_seq == cancelled.head.seq);
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("a seat that came free goes to the next entry, lowest first") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  const std::vector<Seq> ids = register_four(fest);
  fest.run(Cancel{{ids[2]}});
  fest.run(Cancel{{ids[0]}});
  CHECK(body_of(fest.run(register_new("ROBO", "B1")))["registration"]["seat"] == 1);
  CHECK(body_of(fest.run(register_new("ROBO", "B2")))["registration"]["seat"] == 3);
  CHECK(body_of(fest.run(register_new("ROBO", "B3")))["registration"]["seat"] == 5);
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("a smaller event keeps its seat numbers, and a larger one promotes into free seats") {
  TestFest fest;
  fest.run(add_event("ROBO", 4));
  const std::vector<Seq> ids = register_four(fest);
  fest.run(Cancel{{ids[0]}});
  CHECK(fest.run(ChangeEvent{{"ROBO"}, {.capacity = 2}, {}}).outcome == "capacity_below_taken");
  CHECK(fest.run(ChangeEvent{{"ROBO"}, {.capacity = 3}, {}}).outcome == "event_changed");
  fest.run(register_new("ROBO", "B1", true));
  fest.run(register_new("ROBO", "B2", true));
  const Answer larger = fest.run(ChangeEvent{{"ROBO"}, {.capacity = 5}, {}});
  CHECK(body_of(larger)["promoted"][0]["seat"] == 1);
  CHECK(body_of(larger)["promoted"][1]["seat"] == 5);
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("the same key gets the first answer byte for byte, also after a restart") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  const Answer first = fest.run(register_new("ROBO", "A1"), "key-1");
  fest.run(register_new("ROBO", "A2"));
  const Answer again = fest.run(register_new("ROBO", "A1"), "key-1");
  CHECK(again.origin == Answer::Origin::replayed);
  CHECK(again.body == first.body);
  CHECK(again.head.seq == first.head.seq);
  fest.close();
  fest.open();
  CHECK(fest.run(register_new("ROBO", "A1"), "key-1").body == first.body);
  CHECK(fest.ledger().last_seq() == 3);
}

TEST_CASE("a code or a roll in another spelling is the same one, and keeps its first spelling") {
  TestFest fest;
  fest.run(add_event("ROBO-1", 3));
  CHECK(fest.run(add_event("robo\u20131", 3)).outcome == "event_exists");
  CHECK(fest.run(register_new("ROBO-1", "CS-21")).outcome == "confirmed");
  for (const char* same :
       {"cs-21", " CS-21\u200b", "CS\u221221", "CS-\uff12\uff11", "CS-\u0968\u0967"}) {
    CAPTURE(same);
    const Answer again = fest.run(register_new("robo-\uff11", same));
    CHECK(again.outcome == "already_registered");
    CHECK(body_of(again)["registration"]["event"] == "ROBO-1");
    CHECK(body_of(again)["registration"]["members"][0]["roll"] == "CS-21");
  }
  CHECK(fest.run(register_new("ROBO-1", "CS\u00b721")).outcome == "confirmed");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("a refusal is remembered under its key, even when there is room later") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  const Seq id = id_of(fest.run(register_new("ROBO", "A1")));
  const Answer refused = fest.run(register_new("ROBO", "A2"), "key-2");
  CHECK(refused.outcome == "event_full");
  fest.run(Cancel{{id}});
  CHECK(fest.run(register_new("ROBO", "A2"), "key-2").body == refused.body);
  CHECK(fest.event("ROBO").taken == 0);
}

TEST_CASE("a key that was used for another request runs nothing") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  fest.run(register_new("ROBO", "A1"), "key-1");
  const Answer reused = fest.run(register_new("ROBO", "A2"), "key-1");
  CHECK(reused.origin == Answer::Origin::key_reused);
  CHECK(fest.event("ROBO").taken == 1);
  CHECK(fest.ledger().last_seq() == 2);
}

TEST_CASE("what was rolled back has not happened, and its sequence number is used again") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  fest.ledger().begin();
  fest.ledger().execute({register_new("ROBO", "A1"), "desk", "", "k"}, 1, 1);
  CHECK(fest.ledger().last_seq() == 2);
  fest.ledger().rollback();
  CHECK(fest.ledger().last_seq() == 1);
  CHECK(fest.event("ROBO").taken == 0);
  CHECK(fest.run(register_new("ROBO", "A1"), "k").head.seq == 2);
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("time in the journal stops while the clock goes backwards") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  fest.ledger().begin();
  fest.ledger().execute({register_new("ROBO", "A1"), "desk", "", ""}, 5, 1);
  fest.ledger().commit();
  const auto rows = Reader(fest.options()).read(journal_page, std::optional<EventCode>(), 0, 10);
  REQUIRE(rows.size() == 2);
  CHECK(rows[1].at_ms == rows[0].at_ms);
}

TEST_CASE("a student keeps the first spelling of the roll, and is found by any spelling") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  fest.run(register_new("robo", "ch26b047"));
  const Answer again = fest.run(Register{{"Robo"}, {{"CH26B047"}}, "", {}, false});
  CHECK(again.outcome == "already_registered");
  CHECK(body_of(again)["registration"]["members"][0]["roll"] == "ch26b047");
  CHECK(body_of(again)["registration"]["event"] == "ROBO");
}

TEST_CASE("a student in a team is in the event: no second entry for any of the members") {
  TestFest fest;
  AddEvent team = add_event("TEAM", 5);
  team.fields.team_max = 3;
  fest.run(team);
  Register pair{{"TEAM"}, {{"A1"}, {"A2"}}, "Pair", {student("A1"), student("A2")}, false};
  CHECK(fest.run(pair).outcome == "confirmed");
  const Answer third = fest.run(Register{{"TEAM"}, {{"A3"}, {"A2"}}, "", {student("A3")}, false});
  CHECK(third.outcome == "already_registered");
  CHECK(fest.event("TEAM").taken == 1);
  CHECK_FALSE(Reader(fest.options()).read(find_student_record, Roll{"A3"}).has_value());
}

TEST_CASE("tickets: checked in once, refused with the first time, undone, checked in again") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  const std::string ticket =
      body_of(fest.run(register_new("ROBO", "A1")))["registration"]["ticket"];
  CHECK(fest.run(CheckIn{ticket + "X"}).outcome == "unknown_ticket");
  const Answer in = fest.run(CheckIn{ticket});
  CHECK(in.outcome == "checked_in");
  const Answer again = fest.run(CheckIn{ticket});
  CHECK(again.outcome == "already_checked_in");
  CHECK(body_of(again)["registration"]["checked_in_at"] ==
        body_of(in)["registration"]["checked_in_at"]);
  CHECK(fest.run(UndoCheckIn{ticket}).outcome == "check_in_undone");
  CHECK(fest.run(CheckIn{ticket}).outcome == "checked_in");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("limits and clashes that the organizer sets are kept") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  fest.run(add_event("LINE", 5));
  fest.run(register_new("ROBO", "A1"));
  fest.run(ChangeFest{{TimeClash::refuse, {}, {}}});
  const Answer clash = fest.run(Register{{"LINE"}, {{"A1"}}, "", {}, false});
  CHECK(clash.outcome == "time_clash");
  fest.run(ChangeFest{{TimeClash::warn, 1, {}}});
  CHECK(fest.run(Register{{"LINE"}, {{"A1"}}, "", {}, false}).outcome == "limit_reached");
  fest.run(ChangeFest{{TimeClash::warn, 2, {}}});
  const Answer warned = fest.run(Register{{"LINE"}, {{"A1"}}, "", {}, false});
  CHECK(warned.outcome == "confirmed");
  CHECK(body_of(warned)["warnings"][0]["with"] == "ROBO");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("thousands of random commands keep every promise, and the journal replays to the same") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 dice(seed);
  const auto roll = [&](unsigned below) { return static_cast<int>(dice() % below); };
  TestFest fest;
  for (int i = 0; i < 4; ++i) fest.run(add_event("E" + std::to_string(i), 3 + i));
  Seq newest = 4;
  const auto any_command = [&]() -> Command {
    const std::string event = "E" + std::to_string(roll(4));
    switch (roll(8)) {
      case 0:
        return Cancel{{1 + roll(static_cast<unsigned>(newest))}};
      case 1:
        return ChangeEvent{{event}, {.capacity = 1 + roll(12)}, {}};
      case 2:
        return ImportEvents{{{2, {event}, {.capacity = 1 + roll(12)}}}, {}};
      default:
        return register_new(event, "S" + std::to_string(roll(60)), roll(2) == 0);
    }
  };
  for (int batch = 0; batch < 500; ++batch) {
    fest.ledger().begin();
    for (int i = roll(12); i >= 0; --i) {
      fest.ledger().execute({any_command(), "desk", "", ""}, 1, dice());
    }
    if (roll(20) == 0) {
      fest.ledger().rollback();
    } else {
      fest.ledger().commit();
      newest = fest.ledger().last_seq();
    }
  }
  CHECK(text_of(fest.check()) == "");
}
