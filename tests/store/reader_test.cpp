#include "store/sqlite/reader.h"

#include <doctest/doctest.h>

#include "store/events.h"
#include "store/journal/journal.h"
#include "store/journal/ledger.h"
#include "store/registrations.h"
#include "store/students.h"
#include "store/values/registration.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

std::vector<std::string> rolls_of(const std::vector<Student>& students) {
  std::vector<std::string> rolls;
  for (const Student& student : students) rolls.push_back(student.roll.text);
  return rolls;
}

using Rolls = std::vector<std::string>;

}  // namespace

TEST_CASE("the version of the events changes with every seat, and not with a refusal") {
  TestFest fest;
  Reader reader(fest.options());
  CHECK(reader.read(all_events).version == 0);
  fest.run(add_event("ROBO", 1));
  CHECK(reader.read(events_version) == 1);
  fest.run(register_new("ROBO", "A1"));
  CHECK(reader.read(events_version) == 2);
  fest.run(register_new("ROBO", "A2"));
  CHECK(reader.read(events_version) == 2);
  CHECK(reader.read(last_seq) == 3);
  CHECK(reader.read(all_events).events[0].available() == 0);
}

TEST_CASE("students are found by roll, by phone, and by the words of the name in any order") {
  TestFest fest;
  fest.run(PutStudent{{{"CH26B047"}, "Anirudh Kumari", "", "+917310351845", "", 1}});
  fest.run(PutStudent{{{"02602841"}, "Vikram Das", "", "", "", 1}});
  fest.run(PutStudent{{{"X1"}, "100% Sure_Thing", "", "", "", 1}});
  Reader reader(fest.options());
  CHECK(rolls_of(reader.read(find_students, "kumari anir", 10)) == Rolls{"CH26B047"});
  CHECK(rolls_of(reader.read(find_students, "b047", 10)) == Rolls{"CH26B047"});
  CHECK(rolls_of(reader.read(find_students, "351845", 10)) == Rolls{"CH26B047"});
  CHECK(rolls_of(reader.read(find_students, "das 0260", 10)) == Rolls{"02602841"});
  CHECK(rolls_of(reader.read(find_students, "udh", 10)).empty());  // not the start of a word
  CHECK(rolls_of(reader.read(find_students, "100%", 10)) == Rolls{"X1"});
  CHECK(rolls_of(reader.read(find_students, "1%", 10)).empty());
  CHECK(rolls_of(reader.read(find_students, "10_", 10)).empty());
  CHECK(reader.read(find_students, "", 2).size() == 2);
  CHECK(reader.read(find_students, "' OR 1=1 --", 10).empty());
}

TEST_CASE("a search makes no difference between case, accents, widths and digits") {
  TestFest fest;
  fest.run(PutStudent{{{"A1"}, "Ángel Núñez", "", "०१२३", "", 1}});
  fest.run(PutStudent{{{"A2"}, "Özge\u00A0Groß", "", "", "", 1}});
  fest.run(PutStudent{{{"ch–Ｂ７"}, "कमल कुमार", "", "", "", 1}});
  fest.run(PutStudent{{{"A4"}, "कमला", "", "", "", 1}});
  Reader reader(fest.options());
  const auto found = [&](const char* query) {
    return rolls_of(reader.read(find_students, query, 10));
  };
  for (const char* query : {"angel", "ÁNGEL", "A\u0301n", "nunez ａｎｇ", "12３"}) {
    CHECK_MESSAGE(found(query) == Rolls{"A1"}, query);
  }
  for (const char* query : {"oz", "ÖZ", "gross", "GROẞ özge", "OZGE\u3000g", "\u200Boz"}) {
    CHECK_MESSAGE(found(query) == Rolls{"A2"}, query);
  }
  CHECK(found("CH-b7") == Rolls{"ch–Ｂ７"});
  CHECK(found("कु") == Rolls{"ch–Ｂ７"});  // a vowel sign makes another name
  CHECK(found("कमला") == Rolls{"A4"});
  CHECK(found("कमल").size() == 2);
  CHECK(found("ngel").empty());
  CHECK(found("gross oz gross oz") == Rolls{"A2"});
}

TEST_CASE("waiting positions have no gaps and are in order, however they are read") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  fest.run(add_event("LINE", 1));
  for (int i = 0; i < 5; ++i) {
    fest.run(register_new("ROBO", "A" + std::to_string(i), true));
    fest.run(register_new("LINE", "A" + std::to_string(i), true));
  }
  Reader reader(fest.options());
  const auto waiting =
      reader.read(find_registrations,
                  RegistrationFilter{.event = EventCode{"robo"}, .status = Status::waiting});
  REQUIRE(waiting.size() == 4);
  fest.run(Cancel{waiting[1].id});
  std::vector<std::int64_t> positions;
  for (const Registration& one : reader.read(find_registrations, RegistrationFilter{})) {
    if (one.event == EventCode{"ROBO"} && one.status == Status::waiting) {
      positions.push_back(one.position);
      CHECK(reader.read(find_registration, one.id)->position == one.position);
    }
  }
  CHECK(positions == std::vector<std::int64_t>{1, 2, 3});
  // A page from the middle of the list continues the count.
  const auto tail = reader.read(
      find_registrations, RegistrationFilter{.event = EventCode{"ROBO"}, .after = waiting[0].id});
  REQUIRE(tail.size() == 3);
  CHECK(tail[1].position == 2);
}

TEST_CASE("a student's record contains every registration, cancelled ones too") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  fest.run(register_new("ROBO", "A1"));
  fest.run(Cancel{{1}});
  fest.run(register_new("ROBO", "A1"));
  Reader reader(fest.options());
  const auto record = reader.read(find_student_record, Roll{"a1"});
  REQUIRE(record.has_value());
  REQUIRE(record->registrations.size() == 2);
  CHECK(record->registrations[0].status == Status::cancelled);
  CHECK(record->registrations[1].status == Status::confirmed);
  CHECK(record->registrations[1].members[0].name == "Student A1");
  CHECK_FALSE(reader.read(find_student_record, Roll{"B1"}).has_value());
}

TEST_CASE("the journal lists in order who asked what and got which answer, event by event") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  fest.run(add_event("LINE", 1));
  fest.run(register_new("ROBO", "A1"));
  fest.run(register_new("ROBO", "A2"));
  fest.run(Cancel{{1}});
  Reader reader(fest.options());
  const auto rows = reader.read(journal_page, EventCode{"robo"}, 0, 10);
  REQUIRE(rows.size() == 4);
  CHECK(rows[1].command == "register");
  CHECK(rows[2].outcome == "event_full");
  CHECK(rows[3].command == "cancel");
  CHECK(rows[3].seq == 5);
  CHECK(reader.read(journal_page, std::optional<EventCode>(), 2, 2).size() == 2);
}

TEST_CASE("a preview answers as the command would, and changes nothing") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  Reader reader(fest.options());
  const Outcome outcome = reader.read(preview, ImportStudents{{{2, student("A1")}}, {}});
  CHECK(std::get<Imported>(outcome).report.added == 1);
  CHECK_FALSE(reader.read(find_student_record, Roll{"A1"}).has_value());
  CHECK(reader.read(last_seq) == 1);
}
