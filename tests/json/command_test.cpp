#include "json/command.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "http/submit.h"
#include "json/syntax/parse.h"
#include "words/words.h"

using namespace lastseat;

namespace {

std::optional<Command> decoded(std::string_view name, std::string_view text,
                               json::Problems& problems) {
  Message error;
  const std::optional<json::Document> fields = json::parse(text, error);
  REQUIRE_MESSAGE(fields, say(error));
  return json::decode(name, fields->root(), problems);
}

// "pointer: detail" of every problem in the text.
std::vector<std::string> problems_of(std::string_view name, std::string_view text) {
  json::Problems problems;
  const std::optional<Command> command = decoded(name, text, problems);
  CHECK(command.has_value() == problems.empty());
  std::vector<std::string> out;
  for (const json::Problem& each : problems)
    out.push_back(each.pointer + ": " + http::sentence_of(each));
  return out;
}

using List = std::vector<std::string>;

std::string error_of(std::string_view text) {
  Message error;
  CHECK_FALSE(json::parse(text, error));
  return say(error);
}

std::vector<Command> one_of_each() {
  const Student asha{{"2021/CS/045"}, "Asha \"A\" Rao", "a@b.in", "+91 98", "IIT\nB", 3};
  const Student ben{{"2"}, "Ben", "", "", "", 0};
  const EventFields all{"Robo", "fun", "hall", "2027-01-22T09:00", "2027-01-22T10:00", 40,
                        30000,  2,     4,      EventState::closed};
  EventFields few;
  few.capacity = 41;
  return {Register{{"ROBO"}, {{"1"}, {"2"}}, "Wolves", {asha, ben}, true},
          Register{{"ROBO"}, {{"1"}}, "", {}, false},
          Cancel{{7}},
          Cancel{{7}, "7-0ABC12"},
          CheckIn{"C-0ABC12"},
          UndoCheckIn{"C-0ABC12"},
          AddEvent{{"ROBO"}, all},
          ChangeEvent{{"robo"}, few, 12},
          ChangeEvent{{"robo"}, {}, std::nullopt},
          PutStudent{asha},
          ImportEvents{{{2, {"ROBO"}, all}, {5, {"LINE"}, few}}, {"colour"}},
          ImportStudents{{{2, asha}, {3, ben}}, {}},
          ChangeFest{{TimeClash::refuse, 3, {}}},
          ChangeFest{{{}, std::optional<std::int64_t>(), 0}}};
}

}  // namespace

TEST_CASE("decode: every command comes back as it was encoded") {
  for (const Command& command : one_of_each()) {
    const std::string text = json::encode(command);
    const std::optional<Command> back = json::decode_journal(name(command), form_of(command), text);
    REQUIRE_MESSAGE(back, text);
    CHECK(back->index() == command.index());
    CHECK(json::encode(*back) == text);
  }
  // encode() could leave out a field both times, so one command is compared by its values.
  const std::optional<Command> back =
      json::decode_journal("register", 1, json::encode(one_of_each().front()));
  const auto& entry = std::get<Register>(*back);
  CHECK(entry.event.text == "ROBO");
  CHECK(entry.members.size() == 2);
  CHECK(entry.members[1].text == "2");
  CHECK(entry.team == "Wolves");
  CHECK(entry.waitlist);
  REQUIRE(entry.walk_ins.size() == 2);
  CHECK(entry.walk_ins[0].roll.text == "2021/CS/045");
  CHECK(entry.walk_ins[0].email == "a@b.in");
  CHECK(entry.walk_ins[0].year == 3);
}

TEST_CASE("decode cancel: the ticket may be missing, as in journals from before there was one") {
  CHECK(json::encode(Cancel{{7}}) == R"({"id":7})");
  const auto ticket_in = [](const std::string& text) {
    const std::optional<Command> command = json::decode_journal("cancel", 1, text);
    REQUIRE_MESSAGE(command, text);
    return std::get<Cancel>(*command).ticket;
  };
  CHECK(ticket_in(R"({"id":7})") == std::nullopt);
  CHECK(ticket_in(R"({"id":7,"ticket":"7-0ABC12"})") == "7-0ABC12");
  CHECK(problems_of("cancel", R"({"id":7})").empty());
  CHECK(problems_of("cancel", R"({"id":7,"ticket":5})").size() == 1);
  CHECK(problems_of("cancel", R"({"id":7,"ticket":""})").size() == 1);
  CHECK(problems_of("cancel", R"({"id":7,"ticket":null})").size() == 1);
}

TEST_CASE("decode: commands in the journal are read even if their values would be refused today") {
  AddEvent wrong{{"A B"}, {}};
  wrong.fields.capacity = -5;
  wrong.fields.starts_at = "never";
  const std::string text = json::encode(wrong);
  const std::optional<Command> back = json::decode_journal("add_event", 1, text);
  REQUIRE(back);
  CHECK(json::encode(*back) == text);
  CHECK_FALSE(problems_of("add_event", text).empty());
}

TEST_CASE("decode register: one roll, a team, and a walk-in without its own roll") {
  json::Problems problems;
  const std::optional<Command> command = decoded(
      "register", R"({"event":"R","roll":"7","student":{"name":"Asha","year":null}})", problems);
  REQUIRE(command);
  const auto& entry = std::get<Register>(*command);
  CHECK(entry.members.at(0).text == "7");
  CHECK(entry.walk_ins.at(0).roll.text == "7");

  CHECK(problems_of("register", R"({"event":"R","members":["1","2"],"student":{"name":"Asha"}})") ==
        List{"/student/roll: student roll must be given"});
  CHECK(problems_of("register", R"({"event":"R","roll":"1","student":{"roll":"2","name":"A"}})")
            .size() == 1);
}

TEST_CASE("decode register: every problem is named at its place") {
  CHECK(problems_of("register", "{}") ==
        List{"/event: event must be given", "/roll: roll must be given"});
  CHECK(problems_of("register", R"({"event":7,"roll":["1"],"waitlist":"yes","hold":1})") ==
        List{"/event: event must be a string", "/roll: roll must be a string",
             "/waitlist: waitlist must be true or false", "/hold: There is no field hold here"});
  CHECK(problems_of("register", R"({"event":"R","roll":"1","members":["1"]})") ==
        List{"/members: members must not be given together with roll"});
  CHECK(problems_of("register", R"({"event":"R","roll":""})") ==
        List{"/roll: roll must not be empty"});
  CHECK(problems_of("register", R"({"event":"R","members":[]})") ==
        List{"/members: members must name at least one student"});
  CHECK(problems_of("register", R"({"event":"R","members":["1",2]})") ==
        List{"/members/1: members 1 must be a string"});
  CHECK(problems_of("register", R"({"event":"R","members":["a","A"]})") ==
        List{"/members: members must not name A twice"});
  CHECK(problems_of("register", R"({"event":"R","roll":"1","student":{"name":" ","x/y":0}})") ==
        List{"/student/x~1y: There is no field x/y here"});
  CHECK(problems_of("register", R"({"event":"R","roll":"1","":0})") ==
        List{"/: There is no field  here"});
  CHECK(problems_of("register", R"({"event":"R","roll":"1","student":{"name":"","year":13}})") ==
        List{"/student/name: student name must not be empty",
             "/student/year: student year must be 1 to 12"});
  CHECK(problems_of("register", R"({"event":"R","members":["1","2"],"students":[{"roll":"1"}]})") ==
        List{"/students/0/name: students 0 name must be given"});
  const std::string long_name(201, 'n');
  CHECK(problems_of("register",
                    R"({"event":"R","roll":"1","student":{"name":")" + long_name + R"("}})") ==
        List{"/student/name: student name must be at most 200 characters"});
  CHECK(problems_of("register", R"([1])") == List{": the request must be an object"});
}

TEST_CASE("decode events: required fields, numbers that are whole, times that exist") {
  CHECK(problems_of("add_event", R"({"code":"R"})").size() == 4);
  const std::string head = R"({"code":"R","title":"T","starts_at":"2027-01-22T09:00",)"
                           R"("ends_at":"2027-01-22 10:00:00",)";
  CHECK(problems_of("add_event", head + R"("capacity":40})").empty());
  CHECK(problems_of("add_event", head + R"("capacity":1.5})") ==
        List{"/capacity: capacity must be a whole number"});
  CHECK(problems_of("add_event", head + R"("capacity":"40"})") ==
        List{"/capacity: capacity must be a whole number"});
  CHECK(problems_of("add_event", head + R"("capacity":18446744073709551615})") ==
        List{"/capacity: capacity is too large"});
  CHECK(problems_of("add_event", head + R"("capacity":99999999999999999999999})") ==
        List{"/capacity: capacity must be a whole number"});
  CHECK(problems_of("add_event", head + R"("capacity":0})") ==
        List{"/capacity: capacity must be 1 to 1000000000"});
  CHECK(problems_of("add_event", head + R"("capacity":null})") ==
        List{"/capacity: capacity must be a whole number"});
  CHECK(problems_of("add_event", head + R"("capacity":4,"team_min":3,"team_max":2})") ==
        List{"/team_max: team_max must not be less than team_min"});
  CHECK(problems_of("add_event", head + R"("capacity":4,"state":"ajar"})") ==
        List{"/state: state must be open or closed"});
  CHECK(problems_of("change_event", R"({"code":"R","starts_at":"2027-02-30T09:00"})") ==
        List{"/starts_at: starts_at must be a date and time such as 2027-01-22T09:00"});

  json::Problems problems;
  const auto command = decoded("add_event", head + R"("capacity":40})", problems);
  CHECK(std::get<AddEvent>(*command).fields.ends_at == "2027-01-22T10:00");
}

TEST_CASE("decode: the other commands name what is wrong too") {
  CHECK(problems_of("cancel", R"({"id":"7"})") == List{"/id: id must be a whole number"});
  CHECK(problems_of("check_in", R"({"ticket":""})") == List{"/ticket: ticket must not be empty"});
  CHECK(problems_of("check_in", "{}") == List{"/ticket: ticket must be given"});
  CHECK(problems_of("put_student", R"({"roll":"7"})") == List{"/name: name must be given"});
  CHECK(problems_of("put_student", "{\"roll\":\"7\",\"name\":\"a\\u0000b\"}") ==
        List{"/name: name must not contain control characters"});
  CHECK(problems_of("change_fest", R"({"time_clash":"maybe","entry_limit":0})") ==
        List{"/time_clash: time_clash must be warn or refuse",
             "/entry_limit: entry_limit must be 1 to 1000000"});
  CHECK(problems_of("dance", "{}").size() == 1);
}

TEST_CASE("parse: invalid JSON is refused with its place") {
  CHECK(error_of("{\"a\":1,}") == "The JSON is not valid at line 1, byte 8.");
  CHECK(error_of("{\n  x") == "The JSON is not valid at line 2, byte 3.");
  CHECK(error_of("").find("line 1, byte 1") != std::string::npos);
  CHECK(error_of(std::string("{}\0{}", 5)).find("zero byte at line 1, byte 3") !=
        std::string::npos);
  CHECK(error_of("\"\xff\"").find("line 1, byte 2") != std::string::npos);
  CHECK(error_of("{\"a\":1e999}").find("number") != std::string::npos);
  CHECK(error_of("{} {}").find("line 1, byte 4") != std::string::npos);
}

TEST_CASE("parse: a repeated field, too deep, too wide") {
  CHECK(error_of(R"({"event":"A","event":"B"})").find("\"event\"") != std::string::npos);
  CHECK(error_of(R"({"s":[{"a":1},{"a":1,"a":2}]})").find("twice") != std::string::npos);
  Message error;
  CHECK(json::parse(R"({"s":[{"a":1},{"a":1}],"a":{"s":1}})", error));
  CHECK(error_of(std::string(60'000, '[')).find("deep") != std::string::npos);
  std::string wide = "{";
  for (int i = 0; i < 100; ++i) wide += "\"k" + std::to_string(i) + "\":1,";
  CHECK(error_of(wide + "\"k\":1}").find("too many") != std::string::npos);
}
