#include "files/export.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "files/import.h"
#include "files/read_fest.h"
#include "files/sample.h"
#include "store/events.h"
#include "store/registrations.h"
#include "store/students.h"
#include "store/values/event.h"

using namespace lastseat;
using lastseat::test::entry;
using lastseat::test::ReadFest;

namespace {

template <class Export>
std::string exported(Export&& make) {
  std::string text;
  make([&](std::string_view piece) { text += piece; });
  return text;
}

std::string events_csv(Reader& reader) {
  return exported([&](const Sink& sink) { export_events(reader, Format::csv, sink); });
}
std::string students_csv(Reader& reader) {
  return exported([&](const Sink& sink) { export_students(reader, Format::csv, sink); });
}

std::string import(ReadFest& fest, const ImportFile& file) {
  REQUIRE(file.invalid.empty());
  return fest.told(file.command);
}

// ROBO has two seats; three entries want one, and the first is cancelled.
void fill(ReadFest& fest) {
  const std::string events =
      "code,title,starts_at,ends_at,capacity,team_max\n"
      "ROBO,\"Robo, Race\",2027-01-22T09:00,2027-01-22T12:30,2,2\n"
      "LINE,Line,2027-01-23T09:00,2027-01-23T12:30,2,2\n";
  REQUIRE(import(fest, read_events(events)) == "imported");
  REQUIRE(import(fest, read_students("roll,name\n007,Asha\n=R2,Ravi\nR3,Sana\nR4,Omar\n")) ==
          "imported");
  Register team = entry("ROBO", {"007", "=R2"});
  team.team = "@home";
  REQUIRE(fest.told(team) == "confirmed");                    // 1
  REQUIRE(fest.told(entry("ROBO", {"R3"})) == "confirmed");   // 2
  REQUIRE(fest.told(entry("ROBO", {"R4"})) == "waitlisted");  // 3
  REQUIRE(fest.told(entry("LINE", {"R4"})) == "confirmed");   // 4
}

std::string without_tickets(std::string text, Reader& reader) {
  reader.read(each_registration, RegistrationFilter{}, [&](const Registration& registration) {
    for (std::size_t at; (at = text.find(registration.ticket)) != std::string::npos;) {
      text.replace(at, registration.ticket.size(), "T" + std::to_string(registration.id.value));
    }
  });
  return text;
}

}  // namespace

TEST_CASE("export: registrations, one row per member, safe for a spreadsheet") {
  ReadFest fest;
  fill(fest);
  const std::string text =
      exported([&](const Sink& sink) { export_registrations(fest.reader, {}, Format::csv, sink); });
  CHECK(without_tickets(text, fest.reader) ==
        "\xEF\xBB\xBFid,event,title,status,seat,position,ticket,team,roll,name,registered_at,desk,"
        "checked_in_at\r\n"
        "1,ROBO,\"Robo, Race\",confirmed,1,,T1,'@home,'007,Asha,2027-01-15T08:00:00.000Z,desk,\r\n"
        "1,ROBO,\"Robo, Race\",confirmed,1,,T1,'@home,'=R2,Ravi,2027-01-15T08:00:00.000Z,desk,\r\n"
        "2,ROBO,\"Robo, Race\",confirmed,2,,T2,,R3,Sana,2027-01-15T08:00:00.000Z,desk,\r\n"
        "3,ROBO,\"Robo, Race\",waiting,,1,T3,,R4,Omar,2027-01-15T08:00:00.000Z,desk,\r\n"
        "4,LINE,Line,confirmed,1,,T4,,R4,Omar,2027-01-15T08:00:00.000Z,desk,\r\n");
}

TEST_CASE("export: a roster lists the seats, then the waiting list, without cancelled entries") {
  ReadFest fest;
  fill(fest);
  REQUIRE(fest.told(entry("ROBO", {"007"})) == "already_registered");
  REQUIRE(fest.told(Cancel{{1}}) == "cancelled");  // its seat 1 goes to the entry 3
  REQUIRE(fest.told(entry("ROBO", {"=R2"})) == "waitlisted");
  const std::string text =
      exported([&](const Sink& sink) { export_roster(fest.reader, {"robo"}, Format::csv, sink); });
  CHECK(without_tickets(text, fest.reader) ==
        "\xEF\xBB\xBFseat,position,status,team,roll,name,ticket,checked_in_at\r\n"
        "1,,confirmed,,R4,Omar,T3,\r\n"
        "2,,confirmed,,R3,Sana,T2,\r\n"
        ",1,waiting,,'=R2,Ravi,T5,\r\n");
}

TEST_CASE("export: JSON is the same as in the API, also for an empty list") {
  ReadFest fest;
  const auto parsed = [&](const auto& make) { return nlohmann::json::parse(exported(make)); };
  const auto registrations = [&](const Sink& sink) {
    export_registrations(fest.reader, {}, Format::json, sink);
  };
  CHECK(parsed(registrations) == nlohmann::json{{"registrations", nlohmann::json::array()}});
  fill(fest);
  const auto all = parsed(registrations)["registrations"];
  REQUIRE(all.size() == 4);
  CHECK(all[0]["members"][1]["roll"] == "=R2");
  CHECK(all[2]["status"] == "waiting");
  const auto roster =
      parsed([&](const Sink& sink) { export_roster(fest.reader, {"LINE"}, Format::json, sink); });
  CHECK(roster["registrations"].size() == 1);
  const auto events =
      parsed([&](const Sink& sink) { export_events(fest.reader, Format::json, sink); });
  CHECK(events["events"][0]["taken"] == 2);
  const auto students =
      parsed([&](const Sink& sink) { export_students(fest.reader, Format::json, sink); });
  CHECK(students["students"].size() == 4);
}

TEST_CASE("export: the sample fest is exported and imported again without loss") {
  ReadFest first;
  REQUIRE(import(first, read_events(sample::events_csv())) == "imported");
  REQUIRE(import(first, read_students(sample::students_csv())) == "imported");
  ChangeEvent closing;
  closing.code = {"QUIZ"};
  closing.fields.state = EventState::closed;
  REQUIRE(first.told(closing) == "event_changed");

  ReadFest second;
  REQUIRE(import(second, read_events(events_csv(first.reader))) == "imported");
  REQUIRE(import(second, read_students(students_csv(first.reader))) == "imported");
  CHECK(events_csv(second.reader) == events_csv(first.reader));
  CHECK(students_csv(second.reader) == students_csv(first.reader));
  CHECK(second.reader.read(find_event, EventCode{"QUIZ"})->state == EventState::closed);
  CHECK(second.reader.read(find_event, EventCode{"QUIZ"})->fee_minor == 15050);
}

TEST_CASE("export: any valid students and events come back unchanged") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const auto up_to = [&](std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(0, most)(random);
  };
  const std::vector<std::string> pieces{"a", "Z", "0",  "7",    "'",      "=",  "+",
                                        "-", "@", "\t", "\r",   "\n",     "\"", ",",
                                        ";", " ", "ä",  "🤖", "1234567"};
  const auto text = [&](bool is_code) {
    std::string made = is_code ? "" : up_to(1) ? "'" : "x";
    for (std::int64_t n = up_to(4); n >= 0; --n) {
      const std::string& piece = pieces[static_cast<std::size_t>(up_to(18))];
      if (!is_code || (piece[0] > ' ' && made.size() < 20)) made += piece;
    }
    return made;
  };
  ReadFest first;
  for (int i = 0; i < 100; ++i) {
    Student student{{text(true) + "#" + std::to_string(i)},
                    text(false),
                    text(false),
                    text(false),
                    text(false),
                    up_to(12)};
    REQUIRE(first.told(PutStudent{student}) == "student_added");
    AddEvent event;
    event.code = {text(true) + "#" + std::to_string(i)};
    event.fields = {text(false),        text(false),
                    text(false),        "2027-01-22T09:00",
                    "2027-01-22T10:00", 1 + up_to(100),
                    up_to(100'000),     1 + up_to(2),
                    3 + up_to(2),       up_to(1) ? EventState::open : EventState::closed};
    REQUIRE(first.told(event) == "event_added");
  }
  ReadFest second;
  REQUIRE(import(second, read_events(events_csv(first.reader))) == "imported");
  REQUIRE(import(second, read_students(students_csv(first.reader))) == "imported");
  std::vector<Student> expected, found;
  first.reader.read(each_student, [&](const Student& student) { expected.push_back(student); });
  second.reader.read(each_student, [&](const Student& student) { found.push_back(student); });
  CHECK(found == expected);
  const auto before = first.reader.read(all_events).events;
  const auto after = second.reader.read(all_events).events;
  REQUIRE(after.size() == before.size());
  for (std::size_t i = 0; i < before.size(); ++i) {
    CHECK(after[i].code.text == before[i].code.text);
    CHECK(same_definition(after[i], before[i]));
  }
  CHECK(events_csv(second.reader) == events_csv(first.reader));
}
