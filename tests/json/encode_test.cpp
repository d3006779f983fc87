#include "json/encode.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "json/decode.h"

using namespace lastseat;
using json::Json;

namespace {

Event robo() {
  return {.code = {"ROBO"},
          .title = "Robo Race",
          .starts_at = "2027-01-22T09:00",
          .ends_at = "2027-01-22T11:00",
          .capacity = 40,
          .taken = 40,
          .waiting = 3};
}

Registration entry() {
  return {.id = {12},
          .event = {"ROBO"},
          .ticket = "C-0ABC12",
          .members = {{{"2021/CS/045"}, "Zoë \"Z\" Ng"}},
          .seat = 7,
          .registered_at_ms = 1'800'000'000'007,
          .desk = "north\n1"};
}

Json body(const Outcome& outcome) { return Json::parse(json::encode(outcome, 99)); }

}  // namespace

TEST_CASE("utc: years, months and milliseconds stand where they belong") {
  CHECK(json::utc(0) == "1970-01-01T00:00:00.000Z");
  CHECK(json::utc(951'827'696'007) == "2000-02-29T12:34:56.007Z");
  CHECK(json::utc(1'800'575'999'999) == "2027-01-21T23:59:59.999Z");
}

TEST_CASE("encode: a confirmed answer carries the contract's fields in their order") {
  const std::string text = json::encode(Confirmed{entry(), robo(), {{"LINE"}}}, 12);
  CHECK(
      text ==
      R"({"outcome":"confirmed","registration":{"id":12,"ticket":"C-0ABC12","event":"ROBO",)"
      R"("members":[{"roll":"2021/CS/045","name":"Zoë \"Z\" Ng"}],"team":"","status":"confirmed",)"
      R"("seat":7,"seq":12,"registered_at":"2027-01-15T08:00:00.007Z","desk":"north\n1",)"
      R"("position":null,"checked_in_at":null},"event":{"code":"ROBO","title":"Robo Race",)"
      R"("category":"","venue":"","starts_at":"2027-01-22T09:00","ends_at":"2027-01-22T11:00",)"
      R"("capacity":40,"taken":40,"held":0,"available":0,"waiting":3,"fee_minor":0,"team_min":1,)"
      R"("team_max":1,"state":"open"},"warnings":[{"reason":"time_clash","with":"LINE"}],"seq":12})");
}

TEST_CASE("encode: control characters are escaped, so that another parser reads the same text") {
  Registration odd = entry();
  odd.team = std::string("a\x01\x1f\t\\\x7f", 6);
  std::string text;
  json::append(text, odd);
  CHECK(json::Json::parse(text)["team"].get<std::string>() == odd.team);
}

TEST_CASE("encode: what an answer holds besides its outcome") {
  Registration waiting = entry();
  waiting.status = Status::waiting;
  waiting.seat = 0;
  waiting.position = 4;
  Json answer = body(Waitlisted{waiting, robo(), {}});
  CHECK(answer["outcome"] == "waitlisted");
  CHECK(answer["position"] == 4);
  CHECK(answer["registration"]["seat"].is_null());
  CHECK(answer["registration"]["status"] == "waiting");
  CHECK(answer["warnings"].empty());
  CHECK(answer["seq"] == 99);

  answer = body(Cancelled{entry(), robo(), {waiting}});
  CHECK(answer["promoted"].size() == 1);
  CHECK(answer["event"]["code"] == "ROBO");

  answer = body(EventAdded{robo()});
  CHECK(answer["code"] == "ROBO");
  CHECK(answer["promoted"] == Json::array());
  CHECK(answer["outcome"] == "event_added");

  answer = body(StudentChanged{{{"7"}, "Asha", "", "", "", 0}});
  CHECK(answer["roll"] == "7");
  CHECK(answer["year"].is_null());

  answer = body(FestChanged{{TimeClash::refuse, std::nullopt, 0}});
  CHECK(answer["fest"] ==
        Json::parse(R"({"time_clash":"refuse","entry_limit":null,"waitlist_limit":0})"));

  answer = body(Imported{{.rows = 3, .added = 1, .updated = 2, .ignored_columns = {"shoe"}}});
  CHECK(answer["new"] == 1);
  CHECK(answer["invalid"] == Json::array());
  CHECK(answer["ignored_columns"][0] == "shoe");
}

TEST_CASE("encode: a refusal is a problem that says who was first") {
  const Json answer = body(Refused{
      .reason = Reason::event_full, .event = robo(), .last_seat = LastSeat{88, 0, "south"}});
  CHECK(answer["type"] == "/problems/event_full");
  CHECK(answer["title"] == "Robo Race is full");
  CHECK(answer["detail"].get<std::string>().find("Robo Race is full (40 of 40).") == 0);
  CHECK(answer["reason"] == "event_full");
  CHECK(answer["last_seat"] ==
        Json::parse(R"({"seq":88,"at":"1970-01-01T00:00:00.000Z","desk":"south"})"));
  CHECK(answer["event"]["capacity"] == 40);
  CHECK_FALSE(answer.contains("status"));
  CHECK(answer["seq"] == 99);
}

TEST_CASE("encode: a full event says whether there is a waiting list with room") {
  const auto detail = [](std::int64_t waiting, std::optional<std::int64_t> limit) {
    Event event = robo();
    event.waiting = waiting;
    const Json answer = body(Refused{.reason = Reason::event_full, .event = event, .limit = limit});
    CHECK_FALSE(answer.contains("limit"));
    return answer["detail"].get<std::string>();
  };
  CHECK(detail(0, {}) == "Robo Race is full (40 of 40). The waiting list is open.");
  CHECK(detail(3, 4) == "Robo Race is full (40 of 40). 3 waiting. The waiting list is open.");
  CHECK(detail(4, 4) ==
        "Robo Race is full (40 of 40). 4 waiting. The waiting list is full (4 of 4).");
  CHECK(detail(0, 0) == "Robo Race is full (40 of 40). There is no waiting list.");
}

TEST_CASE("encode: a refused import carries its report at the top level") {
  const Json answer = body(
      Refused{.reason = Reason::invalid_rows,
              .report = ImportReport{.rows = 2, .invalid = {{3, "capacity", "must be 1 to 9"}}}});
  CHECK(answer["rows"] == 2);
  CHECK(answer["invalid"][0] ==
        Json::parse(R"({"line":3,"column":"capacity","reason":"must be 1 to 9"})"));
}

TEST_CASE("encode: every reason has a name of its own, a title and what to do") {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(Reason::invalid_rows); ++i) {
    const auto reason = static_cast<Reason>(i);
    // With and without what it may carry: the sentences must not depend on it being there.
    for (const bool bare : {true, false}) {
      Refused refused{.reason = reason};
      if (!bare) {
        refused = {.reason = reason,
                   .subject = "X",
                   .event = robo(),
                   .registration = entry(),
                   .clashes = {{"LINE"}},
                   .limit = 3,
                   .report = ImportReport{}};
      }
      const Json answer = body(refused);
      CHECK_FALSE(answer["title"].get<std::string>().empty());
      CHECK_FALSE(answer["detail"].get<std::string>().empty());
      for (const char* word : {"please", "sorry", "invalid", "oops"}) {
        CHECK(answer["detail"].get<std::string>().find(word) == std::string::npos);
      }
    }
    names.emplace_back(json::name(reason));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(json::name(Outcome{Refused{.reason = Reason::event_changed}}) == "event_changed_meanwhile");
}
