#include "json/outcome.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json/values.h"

using namespace lastseat;
using Json = nlohmann::ordered_json;

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
  return {.id = {8},
          .seq = 12,
          .event = {"ROBO"},
          .ticket = "C-0ABC12",
          .members = {{{"2021/CS/045"}, "Zoë \"Z\" Ng"}},
          .seat = 7,
          .registered_at_ms = 1'800'000'000'007,
          .desk = "north\n1"};
}

Json body(const Outcome& outcome) { return Json::parse(json::encode(outcome, 99)); }

}  // namespace

TEST_CASE("encode: a confirmed answer carries the contract's fields in their order") {
  const std::string text = json::encode(Confirmed{entry(), robo(), {{"LINE"}}}, 12);
  CHECK(
      text ==
      R"({"outcome":"confirmed","registration":{"id":8,"ticket":"C-0ABC12","event":"ROBO",)"
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
  CHECK(Json::parse(text)["team"].get<std::string>() == odd.team);
}

TEST_CASE("encode: the members of an answer besides its outcome") {
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

TEST_CASE("encode: a refusal says who was first, and has no sentences") {
  const Json answer = body(Refused{.reason = Reason::event_full,
                                   .event = robo(),
                                   .last_seat = LastSeat{88, 0, "south"},
                                   .limit = 3});
  CHECK(answer["reason"] == "event_full");
  CHECK(answer["last_seat"] ==
        Json::parse(R"({"seq":88,"at":"1970-01-01T00:00:00.000Z","desk":"south"})"));
  CHECK(answer["event"]["capacity"] == 40);
  CHECK(answer["limit"] == 3);
  CHECK(answer["seq"] == 99);
  for (const char* member : {"status", "type", "title", "detail"}) {
    CHECK_FALSE(answer.contains(member));
  }
}

TEST_CASE("encode: a refused import carries its report at the top level") {
  const Json answer = body(Refused{
      .reason = Reason::invalid_rows,
      .report = ImportReport{
          .rows = 2,
          .invalid = {{3, "capacity", Message{"field.out_of_range", {{"low", 1}, {"high", 9}}}}}}});
  CHECK(answer["rows"] == 2);
  CHECK(answer["invalid"][0] == Json::parse(R"({"line":3,"column":"capacity",
      "problem":{"code":"field.out_of_range","low":1,"high":9}})"));
}

TEST_CASE("decode: a refusal is read from its members, with all that its sentences need") {
  Registration waiting = entry();
  waiting.status = Status::waiting;
  waiting.seat = 0;
  waiting.position = 4;
  Refused refused{
      .reason = Reason::already_checked_in,
      .subject = "X",
      .event = robo(),
      .registration = waiting,
      .clashes = {{"LINE"}, {"QUIZ"}},
      .limit = 3,
      .desk = "gate",
      .problem =
          FieldProblem{"capacity", Message{"field.not_a_choice",
                                           {{"choices", std::vector<std::string>{"a", "b"}}}}},
      .report = ImportReport{.rows = 2,
                             .added = 1,
                             .invalid = {{3, "roll", Message{"row.repeated", {{"line", 2}}}}},
                             .ignored_columns = {"shoe"}}};
  const std::string members = json::encode(refused, 99);
  const std::optional<Refused> back = json::decode_refused(members);
  REQUIRE(back);
  // What is not kept of it: who registered when, where and since when.
  refused.registration->registered_at_ms = 0;
  refused.registration->desk.clear();
  Refused without = *back;
  without.registration->registered_at_ms = 0;
  CHECK(json::encode(without, 99) == json::encode(refused, 99));
  CHECK(back->problem->detail == refused.problem->detail);
  CHECK(back->report->invalid[0].problem == refused.report->invalid[0].problem);
  CHECK_FALSE(json::decode_refused("{\"outcome\":\"confirmed\",\"seq\":1}"));
  CHECK_FALSE(json::decode_refused("no JSON"));
}

TEST_CASE("encode: every reason has a name of its own") {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Reason::invalid_rows); ++i) {
    names.push_back(name(static_cast<Reason>(i)));
    CHECK_FALSE(names.back().empty());
    CHECK(value_named<Reason>(names.back()) == static_cast<Reason>(i));
  }
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(name(Outcome{Refused{.reason = Reason::event_changed}}) == "event_changed_meanwhile");
}

TEST_CASE("a text is read back as it was, whatever byte stands at whatever place") {
  for (std::size_t place = 0; place < 20; ++place) {
    for (int byte = 0; byte < 0x80; ++byte) {
      std::string text(20, '~');
      text[place] = static_cast<char>(byte);
      std::string out;
      json::Text(out).value(text);
      CAPTURE(out);
      CHECK(Json::parse(out) == text);
    }
  }
}
