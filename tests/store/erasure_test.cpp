#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "store/registrations.h"
#include "store/students.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

Student asha() {
  return {{"CS-77"}, "Asha Rámaswamy", "asha77@example.edu", "98450 77777", "MIT", 3};
}

// All of hers that must vanish. The parts of her name, too.
const std::vector<std::string> kPersonal{"CS-77",  "cs-77",       "Asha",        "Rámaswamy",
                                         "asha77", "98450 77777", "98450 77778", "Asha R."};

// She is in rows of every kind: imported, registered alone and with a team, refused, changed,
// waiting, promoted, checked in, cancelled.
void spend_a_day(TestFest& fest) {
  fest.run(add_event("ROBO", 1));
  ImportEvents more{.rows = {{2, {"LINE"}, event_fields(5)}}, .ignored_columns = {}};
  more.rows[0].fields.team_max = 3;
  fest.run(more);
  fest.run(ImportStudents{{{2, student("A1")}, {3, asha()}, {4, student("A2")}}, {}});
  fest.run(register_new("ROBO", "B1"), "first");
  fest.run(Register{{"ROBO"}, {{"cs-77"}}, "", {}, false}, "full");
  fest.run(Register{{"ROBO"}, {{"CS\u2013\uff17\uff17"}}, "", {}, true}, "waits");
  fest.run(Register{{"LINE"}, {{"A1"}, {"CS-77"}, {"A2"}}, "The Three", {}, false}, "team");
  fest.run(Register{{"LINE"}, {{"CS-77"}}, "", {}, false});
  fest.run(Register{{"GONE"}, {{"CS-77"}}, "", {}, false});
  fest.run(Cancel{{1}}, "promotes");
  Student changed = asha();
  changed.name = "Asha R.";
  changed.phone = "98450 77778";
  fest.run(PutStudent{changed}, "changed");
  fest.run(ImportStudents{{{2, asha()}, {3, student("A9")}}, {}});
  fest.run(ImportStudents{{{2, asha()}, {3, asha()}}, {}});
  const std::string ticket = nlohmann::json::parse(
      fest.run(Register{{"ROBO"}, {{"A1"}}, "", {}, true}).body)["registration"]["ticket"];
  fest.run(CheckIn{ticket});
  fest.run(Cancel{{2}}, "left");
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

// What of these texts stands in any file of the folder.
std::string left_in(const std::filesystem::path& folder,
                    const std::vector<std::string>& texts = kPersonal) {
  std::string left;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string bytes = bytes_of(entry.path());
    for (const std::string& each : texts) {
      if (bytes.find(each) != std::string::npos) {
        left += entry.path().filename().string() + ": " + each + "\n";
      }
    }
  }
  return left;
}

nlohmann::json body_of(const Answer& answer) { return nlohmann::json::parse(answer.body); }

}  // namespace

TEST_CASE("erase: no byte of a student is left, and everything else is as it was") {
  TestFest fest;
  spend_a_day(fest);
  Reader reader(fest.options());
  const auto entries = reader.read(find_registrations, RegistrationFilter{});
  REQUIRE(left_in(fest.options().path.parent_path()) != "");

  const Answer erased = fest.run(Erase{{"cs-77"}}, "erase");
  REQUIRE(erased.outcome == "erased");
  const std::string token = body_of(erased)["roll"];
  CHECK(token.starts_with("~"));
  CHECK(body_of(erased)["rows"] == std::vector<Seq>{3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16});
  CHECK(text_of(fest.check()) == "");
  fest.database().drop_free_pages();
  REQUIRE(fest.database().checkpoint());
  CHECK(left_in(fest.options().path.parent_path()) == "");

  const auto after = reader.read(find_registrations, RegistrationFilter{});
  REQUIRE(after.size() == entries.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    CHECK(after[i].ticket == entries[i].ticket);
    CHECK(after[i].status == entries[i].status);
    CHECK(after[i].seat == entries[i].seat);
  }
  CHECK(after[2].members[1].roll == Roll{token});
  CHECK(after[2].members[0].roll == Roll{"A1"});
  const auto student = reader.read(find_student_record, Roll{token}).value();
  CHECK(student.student.name.starts_with("~"));
  CHECK(student.student.phone.starts_with("~"));
  CHECK(student.student.phone != student.student.name);
  CHECK(student.student.college == "MIT");
  CHECK(student.registrations.size() == 2);
  CHECK_FALSE(reader.read(find_student_record, Roll{"CS-77"}));
}

TEST_CASE("erase: a retry of what was erased gets its outcome and its number") {
  TestFest fest;
  spend_a_day(fest);
  const Answer before =
      fest.run(Register{{"LINE"}, {{"A1"}, {"CS-77"}, {"A2"}}, "The Three", {}, false}, "team");
  REQUIRE(before.origin == Answer::Origin::replayed);
  fest.run(Erase{{"CS-77"}}, "erase");
  const Answer again =
      fest.run(Register{{"LINE"}, {{"A1"}, {"CS-77"}, {"A2"}}, "The Three", {}, false}, "team");
  CHECK(again.origin == Answer::Origin::replayed);
  CHECK(again.outcome == before.outcome);
  CHECK(again.head == before.head);
  CHECK(body_of(again)["registration"]["id"] == body_of(before)["registration"]["id"]);
  // The erasure itself, too.
  const Answer erased = fest.run(Erase{{"CS-77"}}, "erase");
  CHECK(erased.origin == Answer::Origin::replayed);
  CHECK(erased.outcome == "erased");
}

TEST_CASE("erase: a student who comes back is another one, and can be erased again") {
  TestFest fest;
  spend_a_day(fest);
  const std::string token = body_of(fest.run(Erase{{"CS-77"}}))["roll"];
  CHECK(fest.run(Erase{{token}}).outcome == "already_erased");
  CHECK(fest.run(Erase{{"CS-77"}}).outcome == "unknown_student");
  CHECK(fest.run(Register{{"ROBO"}, {{"CS-77"}}, "", {asha()}, true}).outcome == "waitlisted");
  CHECK(text_of(fest.check()) == "");
  CHECK(fest.run(Erase{{"CS-77"}}).outcome == "erased");
  CHECK(fest.run(Erase{{"A1"}}).outcome == "erased");
  CHECK(text_of(fest.check()) == "");
  fest.database().drop_free_pages();
  REQUIRE(fest.database().checkpoint());
  CHECK(left_in(fest.options().path.parent_path()) == "");
}

TEST_CASE("erase: a walk-in who was refused is no student, but stands in the journal") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  fest.run(register_new("ROBO", "B1"));
  CHECK(fest.run(Register{{"ROBO"}, {{"CS-77"}}, "", {asha()}, false}).outcome == "event_full");
  CHECK(fest.run(Register{{"GONE"}, {{"CS-77"}}, "", {asha()}, false}).outcome == "unknown_event");
  const Answer erased = fest.run(Erase{{"CS-77"}});
  CHECK(erased.outcome == "erased");
  CHECK(body_of(erased)["rows"] == std::vector<Seq>{3, 4});
  fest.database().drop_free_pages();
  REQUIRE(fest.database().checkpoint());
  CHECK(left_in(fest.options().path.parent_path()) == "");
  CHECK(text_of(fest.check()) == "");
  CHECK(fest.run(Erase{{"CS-77"}}).outcome == "unknown_student");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("erase: a name, a phone number or a team that is the roll in another spelling") {
  TestFest fest;
  fest.run(add_event("ROBO", 5));
  Student odd{{"cs-77"}, "CS\u201377", "CS-77", "cs-77", "", 0};
  fest.run(Register{{"ROBO"}, {{"CS-77"}}, "", {odd}, false});
  odd.name = "cs-77";
  fest.run(PutStudent{odd});
  odd.name = "CS-77";  // another name, though the same roll: a replay must still count an update
  CHECK(body_of(fest.run(ImportStudents{{{2, odd}}, {}}))["updated"] == 1);
  REQUIRE(fest.run(Erase{{"CS-77"}}).outcome == "erased");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("erase: a head from before is told which rows it does not vouch for any more") {
  TestFest fest;
  spend_a_day(fest);
  const Head before = journal_head(fest.database().connection());
  REQUIRE(fest.run(Erase{{"CS-77"}}).outcome == "erased");
  const Head after = journal_head(fest.database().connection());
  const CheckReport report =
      check(fest.options(), {.heads = {{"a slip", before, {}}, {"another slip", after, {}}}});
  CHECK(text_of(report) == "");
  REQUIRE(report.notes.size() == 1);
  CHECK(spelt(report.notes[0]) == "check.erased_since (source a slip, head 16, seq 17, rows 11)");
}

TEST_CASE("erase: nothing is left between the cells of pages that were split and merged") {
  TestFest fest;
  fest.run(add_event("ROBO", 1'000));
  const auto roll = [](int i) { return "R" + std::to_string(100'000 + i * 7919 % 10'000); };
  ImportStudents half;
  for (int i = 0; i < 300; i += 2) half.rows.push_back({i + 2, student(roll(i))});
  fest.run(half);
  for (int i = 0; i < 300; ++i) {
    fest.run(register_new("ROBO", roll(i)));
    Student changed = student(roll(i));
    changed.name += std::string(static_cast<std::size_t>(i % 90), 'x');
    fest.run(PutStudent{changed});
    if (i % 5 == 0) fest.database().checkpoint();
  }
  std::vector<std::string> gone;
  for (int i = 0; i < 300; i += 7) {
    REQUIRE(fest.run(Erase{{roll(i)}}).outcome == "erased");
    gone.push_back(roll(i));
    fest.run(register_new("ROBO", "N" + roll(i).substr(1)));
  }
  fest.database().drop_free_pages();
  REQUIRE(fest.database().checkpoint());
  CHECK(left_in(fest.options().path.parent_path(), gone) == "");
  CHECK(text_of(fest.check()) == "");
}

TEST_CASE("erase: only an erasure makes a changed row sound") {
  TestFest fest;
  spend_a_day(fest);
  CHECK_THROWS(fest.database().sqlite().exec("UPDATE journal SET answer = '{}' WHERE seq = 5"));
  fest.database().sqlite().exec(
      "UPDATE journal SET answer = replace(answer, 'CS-77', 'CS-78'), salt = zeroblob(16) "
      "WHERE seq = 5");
  CHECK(text_of(fest.check()) == "check.altered (seq 5)\n");
  REQUIRE(fest.run(Erase{{"A2"}}).outcome == "erased");
  CHECK(text_of(fest.check()) == "check.altered (seq 5)\n");
}
