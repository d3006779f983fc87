#include "prove/desk_audit.h"

#include <doctest/doctest.h>

#include <functional>
#include <nlohmann/json.hpp>

using namespace lastseat::prove;
using nlohmann::json;

namespace {

// Two seats of one event and four students; the third and the fourth are told "full", and the first
// also asks at another desk.
struct Evening {
  std::vector<HotEvent> events{{.code = "ROBO", .seats = 2, .round = 0}};
  std::vector<Asked> asked;
  json list = {{"registrations", json::array()}};

  Evening() {
    confirm("A", 11, 1);
    confirm("B", 12, 2);
    refuse("C", 13, "event_full");
    refuse("A", 14, "already_registered");
    refuse("D", 15, "event_full");
    asked[1].unanswered_at_kill = true;
  }

  static json registration(const std::string& roll, int seq, int seat) {
    return {{"id", seq},    {"event", "ROBO"}, {"members", {{{"roll", roll}, {"name", roll}}}},
            {"seat", seat}, {"ticket", roll},  {"status", "confirmed"}};
  }
  static std::string confirmation(const json& entry) {
    return json{{"outcome", "confirmed"}, {"registration", entry}, {"seq", entry["id"]}}.dump();
  }
  void confirm(const std::string& roll, int seq, int seat) {
    const json entry = registration(roll, seq, seat);
    asked.push_back({.event = "ROBO",
                     .roll = roll,
                     .key = std::to_string(seq),
                     .status = 201,
                     .answer = confirmation(entry)});
    list["registrations"].push_back(entry);
  }
  void refuse(const std::string& roll, int seq, const std::string& reason) {
    asked.push_back({.event = "ROBO",
                     .roll = roll,
                     .key = std::to_string(seq),
                     .status = 409,
                     .answer = json{{"reason", reason}, {"seq", seq}}.dump()});
  }

  DeskAudit audited() const { return audit(events, asked, list.dump()); }
};

}  // namespace

TEST_CASE("desk audit: nothing is found when all went well") {
  const DeskAudit found = Evening().audited();
  CHECK(found.findings == std::vector<lastseat::Message>{});
  CHECK(found.seats == 2);
  CHECK(found.sold == 2);
  REQUIRE(found.rounds.size() == 1);
  CHECK(found.rounds[0].asked == 5);
  CHECK(found.rounds[0].answered == 5);
  CHECK(found.rounds[0].unanswered_at_kill == 1);
  CHECK(found.rounds[0].confirmed == 2);
  CHECK(found.rounds[0].refused == 3);
  CHECK(found.rounds[0].oversold == 0);
  CHECK(found.rounds[0].lost == 0);
  CHECK(found.rounds[0].changed_answers == 0);
}

TEST_CASE("desk audit: a confirmed seat that is not in the list is lost") {
  Evening evening;
  evening.list["registrations"].erase(1);
  const DeskAudit found = evening.audited();
  CHECK(found.rounds[0].lost == 1);
  CHECK(found.rounds[0].oversold == 0);
  CHECK(found.sold == 1);
  CHECK_FALSE(found.findings.empty());
}

TEST_CASE("desk audit: a confirmed seat that differs in the list is lost") {
  Evening evening;
  evening.list["registrations"][1]["ticket"] = "another";
  CHECK(evening.audited().rounds[0].lost == 1);
}

TEST_CASE("desk audit: a seat given to two is oversold") {
  SUBCASE("both are in the list") {
    Evening evening;
    evening.events[0].seats = 3;
    evening.confirm("E", 16, 2);
    CHECK(evening.audited().rounds[0].oversold == 1);
  }
  SUBCASE("both were confirmed, but only the second is in the list") {
    Evening evening;
    evening.asked.erase(evening.asked.begin() + 2, evening.asked.end());
    evening.confirm("E", 16, 2);
    evening.list["registrations"].erase(1);
    const DeskAudit found = evening.audited();
    CHECK(found.rounds[0].oversold == 1);
    CHECK(found.rounds[0].lost == 1);
  }
}

TEST_CASE("desk audit: more holders than seats are oversold, whatever their seat numbers") {
  Evening evening;
  evening.confirm("E", 16, 3);
  evening.confirm("F", 17, 4);
  const DeskAudit found = evening.audited();
  CHECK(found.rounds[0].oversold == 2);
  CHECK_FALSE(found.findings.empty());
}

TEST_CASE("desk audit: a retry with another answer is a changed answer") {
  Evening evening;
  evening.asked[2].changed = 2;
  const DeskAudit found = evening.audited();
  CHECK(found.rounds[0].changed_answers == 2);
  CHECK_FALSE(found.findings.empty());
}

TEST_CASE("desk audit: every contradiction is a finding") {
  struct Plant {
    const char* what;
    std::function<void(Evening&)> fault;
  };
  const Plant plants[] = {
      {"desk.unanswered (",
       [](Evening& evening) {
         evening.asked[4].status = 0;
         evening.asked[4].answer.clear();
       }},
      {"desk.retry_unanswered (",
       [](Evening& evening) { evening.asked[4].unanswered_retries = 1; }},
      {"desk.never_told (",
       [](Evening& evening) {
         evening.events[0].seats = 3;
         evening.asked.erase(evening.asked.begin() + 2, evening.asked.end());
         evening.list["registrations"].push_back(Evening::registration("Ghost", 16, 3));
       }},
      {"desk.student_twice (roll A, event ROBO)",
       [](Evening& evening) {
         evening.events[0].seats = 3;
         evening.asked.erase(evening.asked.begin() + 2, evening.asked.end());
         evening.confirm("A", 16, 3);
       }},
      {"event ROBO, status 409, reason event_full)",  // two seats were left
       [](Evening& evening) {
         evening.asked[2].answer = json{{"reason", "event_full"}, {"seq", 10}}.dump();
       }},
      {"event ROBO, status 409, reason event_full)",  // A has a seat
       [](Evening& evening) {
         evening.asked[3].answer = json{{"reason", "event_full"}, {"seq", 14}}.dump();
       }},
      {"event ROBO, status 409, reason already_registered)",
       [](Evening& evening) {
         evening.asked[4].answer = json{{"reason", "already_registered"}, {"seq", 15}}.dump();
       }},
      {"event ROBO, status 404, reason unknown_event)",
       [](Evening& evening) {
         evening.asked[4].status = 404;
         evening.asked[4].answer = json{{"reason", "unknown_event"}, {"seq", 15}}.dump();
       }},
      {"desk.foreign_seq (",
       [](Evening& evening) {
         evening.asked[4].answer = json{{"reason", "event_full"}, {"seq", 13}}.dump();
       }},
      {"desk.unsold (event ROBO, seats 1)", [](Evening& evening) { evening.events[0].seats = 3; }},
      {"desk.other_entry (roll Z, ", [](Evening& evening) { evening.asked[0].roll = "Z"; }},
      {"desk.listed_twice (",
       [](Evening& evening) {
         evening.list["registrations"].push_back(evening.list["registrations"][0]);
       }},
      {"desk.unknown_event (event CHESS)",
       [](Evening& evening) {
         json entry = Evening::registration("A", 16, 1);
         entry["event"] = "CHESS";
         evening.list["registrations"].push_back(entry);
       }},
      {"desk.unreadable", [](Evening& evening) { evening.list = "gone"; }},
  };
  for (const Plant& plant : plants) {
    Evening evening;
    plant.fault(evening);
    const DeskAudit found = evening.audited();
    std::string all;
    bool seen = false;
    for (const lastseat::Message& finding : found.findings) {
      all += spelt(finding) + "\n";
      seen = seen || spelt(finding).find(plant.what) != std::string::npos;
    }
    CAPTURE(plant.what);
    CAPTURE(all);
    CHECK(seen);
  }
}

TEST_CASE("desk audit: malformed answers and lists are findings, never an exception") {
  for (const char* text :
       {"", "null", "[]", "{}", "{\"registration\": 3}", "\xff",
        "{\"registration\": {\"members\": [3], \"seat\": \"1\"}, \"seq\": {}}"}) {
    for (const int status : {201, 404, 409, 500}) {
      Evening evening;
      evening.asked[0].status = status;
      evening.asked[0].answer = text;
      CHECK_FALSE(evening.audited().findings.empty());
    }
    CHECK_FALSE(audit(Evening().events, Evening().asked, text).findings.empty());
  }
}
