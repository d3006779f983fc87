#include "files/import.h"

#include <doctest/doctest.h>

#include "files/sample.h"
#include "words/words.h"

using namespace lastseat;

namespace {

const std::string kEvents = "code,title,starts_at,ends_at,capacity,fee,team_min,team_max,state\n";
const std::string kStudents = "roll,name,email,phone,college,year\n";

const std::vector<EventRow>& events_in(const ImportFile& file) {
  return std::get<ImportEvents>(file.command).rows;
}
const std::vector<StudentRow>& students_in(const ImportFile& file) {
  return std::get<ImportStudents>(file.command).rows;
}

std::string problems(const ImportFile& file) {
  std::string text;
  for (const InvalidRow& row : file.invalid) {
    text += std::to_string(row.line) + " " + row.column + ": " + say(row.problem) + "\n";
  }
  return text;
}

template <class Act>
std::string refusal_of(Act&& act) {
  try {
    act();
  } catch (const csv::Unreadable& error) {
    return say(error.why);
  }
  return {};
}

}  // namespace

TEST_CASE("import: an event with all fields, and one with only the required ones") {
  const ImportFile file = read_events(
      kEvents + "ROBO,Robo Race,2027-01-22 09:00,2027-01-22T12:30:00,40,300.50,2,4,Closed\n" +
      " LINE ,Line Follower,2027-01-22T10:00,2027-01-22T13:00,32,,,,\n");
  CHECK(problems(file) == "");
  CHECK(file.rows == 2);
  REQUIRE(events_in(file).size() == 2);
  const EventRow& robo = events_in(file)[0];
  CHECK(robo.line == 2);
  CHECK(robo.code.text == "ROBO");
  CHECK(robo.fields.title == "Robo Race");
  CHECK(robo.fields.starts_at == "2027-01-22T09:00");
  CHECK(robo.fields.ends_at == "2027-01-22T12:30");
  CHECK(robo.fields.capacity == 40);
  CHECK(robo.fields.fee_minor == 30050);
  CHECK(robo.fields.team_min == 2);
  CHECK(robo.fields.team_max == 4);
  CHECK(robo.fields.state == EventState::closed);
  CHECK_FALSE(robo.fields.category);

  const EventRow& line = events_in(file)[1];
  CHECK(line.code.text == "LINE");
  CHECK(line.line == 3);
  CHECK_FALSE(line.fields.fee_minor);
  CHECK_FALSE(line.fields.team_min);
  CHECK_FALSE(line.fields.state);
}

TEST_CASE("import: amounts are in major units, with at most two decimals") {
  const auto fee = [](const std::string& written) {
    const ImportFile file = read_events(
        kEvents + "ROBO,Robo Race,2027-01-22T09:00,2027-01-22T12:30,40," + written + ",,,\n");
    return events_in(file).empty() ? -1 : events_in(file)[0].fields.fee_minor.value_or(-2);
  };
  CHECK(fee("300") == 30000);
  CHECK(fee("300.5") == 30050);
  CHECK(fee("0.05") == 5);
  CHECK(fee("0") == 0);
  CHECK(fee("") == -2);
  for (const std::string wrong : {"300.505", "-1", "300.", ".5", "1e3", "Rs 300", "3 00", "300.-5",
                                  "\"1,000\"", "9999999999999999", "100000001"}) {
    CAPTURE(wrong);
    CHECK(fee(wrong) == -1);
  }
}

TEST_CASE("import: every problem of every row is named, by line, column and reason") {
  const ImportFile file =
      read_events(kEvents +
                  "RO BO,Robo Race,22.01.2027,2027-02-29T09:00,forty,x,0,51,half\n"
                  "\n"
                  "LINE,Line Follower,2027-01-22T10:00,2027-01-22T13:00,32,,,,\n"
                  "SUMO,\"Robo\nSumo\",2027-01-22T10:00\n"
                  ",,,,1,,,,,\n"
                  "DRON,Drone,2027-01-22T10:00,2027-01-22T13:00,4.5,,,,\n"
                  "CODE,Code,2027-01-22T10:00,2027-01-22T13:00,0,,,,\n");
  CHECK(file.rows == 6);
  CHECK(problems(file) ==
        "2 starts_at: must be a date and time such as 2027-01-22T09:00\n"
        "2 ends_at: must be a date and time such as 2027-01-22T09:00\n"
        "2 capacity: must be a whole number such as 40\n"
        "2 fee: must be an amount such as 300 or 300.50\n"
        "2 state: must be open or closed\n"
        "2 code: must not contain blanks or control characters\n"
        "2 team_min: must be 1 to 50\n"
        "2 team_max: must be 1 to 50\n"
        "5 ends_at: has 3 cells where the first row names 9 columns\n"
        "7 : has 10 cells where the first row names 9 columns\n"
        "8 capacity: must be a whole number such as 40\n"
        "9 capacity: must be 1 to 1000000000\n");
  REQUIRE(events_in(file).size() == 1);
  CHECK(events_in(file)[0].code.text == "LINE");
}

TEST_CASE("import: students, with rolls and phones as they were exported") {
  const ImportFile file = read_students(
      kStudents + "'02602841,Vikram Das,v@example.edu,'+917131584311,\"St. Joseph's\",1\n" +
      "CH26B047,  Anirudh ,,,,\n" + ",Nobody,,,,\n" + "R1,,,,,0\n" + "R2,Asha,,,,13\n" + ",,,,,\n");
  CHECK(file.rows == 5);
  REQUIRE(students_in(file).size() == 2);
  const Student& vikram = students_in(file)[0].student;
  CHECK(vikram.roll.text == "02602841");
  CHECK(vikram.phone == "+917131584311");
  CHECK(vikram.college == "St. Joseph's");
  CHECK(vikram.year == 1);
  CHECK(students_in(file)[1].student.name == "  Anirudh ");
  CHECK(students_in(file)[1].student.year == 0);
  CHECK(problems(file) ==
        "4 roll: must not be empty\n"
        "5 name: must not be empty\n"
        "5 year: must be 1 or more, or empty\n"
        "6 year: must be 1 to 12\n");
}

TEST_CASE("import: columns in any order; unknown ones are ignored and reported") {
  const ImportFile file = read_students("Blood Group;NAME;Roll\nB+;Asha;R1\n");
  REQUIRE(students_in(file).size() == 1);
  CHECK(students_in(file)[0].student.roll.text == "R1");
  CHECK(std::get<ImportStudents>(file.command).ignored_columns ==
        std::vector<std::string>{"Blood Group"});
}

TEST_CASE("import: a file without the required columns is refused as a whole") {
  CHECK(refusal_of([] { read_students(""); }) == "The file is empty.");
  CHECK(refusal_of([] { read_students("\n\n"); }) == "The file is empty.");
  CHECK(refusal_of([] { read_events("roll,name\nR1,Asha\n"); }) ==
        "Line 1 should name the columns, but code, title, starts_at, ends_at and capacity are "
        "missing.");
  CHECK(refusal_of([] { read_students("roll,name\nR1,\"Asha\n"); }) ==
        "Line 2 begins a quote that is not closed.");
}

TEST_CASE("import: the report includes rows that never reached the rules, in file order") {
  const ImportFile file = read_students("roll,name\nR1,Asha\nR2,\nR3,Ravi\nR1,Asha\n");
  ImportReport ruled{.rows = 3,
                     .added = 2,
                     .invalid = {{5, "roll", Message{"row.repeated"}}},
                     .ignored_columns = {"x"}};
  const ImportReport whole = report(file, Refused{.reason = Reason::invalid_rows, .report = ruled});
  CHECK(whole.rows == 4);
  CHECK(whole.added == 2);
  CHECK(whole.ignored_columns == std::vector<std::string>{"x"});
  REQUIRE(whole.invalid.size() == 2);
  CHECK(whole.invalid[0].line == 3);
  CHECK(say(whole.invalid[0].problem) == "must not be empty");
  CHECK(whole.invalid[1].line == 5);
}

TEST_CASE("sample: the sample fest can be read without a problem") {
  const ImportFile events = read_events(sample::events_csv());
  CHECK(problems(events) == "");
  CHECK(events.rows == 12);
  const ImportFile students = read_students(sample::students_csv());
  CHECK(problems(students) == "");
  CHECK(students.rows == 60);
}
