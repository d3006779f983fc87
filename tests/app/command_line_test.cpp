#include <doctest/doctest.h>

#include "support/desk.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

const std::string kEvents =
    "code,title,category,venue,starts_at,ends_at,capacity,fee,team_min,team_max\n"
    "ROBO,Robo Race,Robotics,Hall,2027-01-22T09:00,2027-01-22T12:30,40,300.50,2,4\n"
    "LINE,\"Line, Follower\",Robotics,Lab,2027-01-22T10:00,2027-01-22T13:00,32,200,1,3\n";
const std::string kStudents =
    "roll,name,email,phone,college,year\n"
    "02602841,Vikram Das,v@example.edu,+917131584311,St. Joseph's Polytechnic,1\n"
    "CH26B047,Anirudh Kumari,,,,\n";

struct Folder : TemporaryFolder {
  Folder() {
    write_text(*this / "events.csv", kEvents);
    write_text(*this / "students.csv", kStudents);
  }
  std::string name(std::string_view file) const { return (*this / file).string(); }
  Finished command_line(std::vector<std::string> words, const std::string& data = "data") const {
    words.push_back("--data");
    words.push_back(name(data));
    return lastseat::test::command_line(std::move(words));
  }
};

}  // namespace

TEST_CASE("command line: help begins with examples, of the program and of every subcommand") {
  const Finished help = lastseat::test::command_line({"--help"});
  CHECK(help.code == 0);
  CHECK(help.out.starts_with("Examples:\n  lastseat "));
  for (const std::string name : {"serve", "import", "export", "check", "prove", "version"}) {
    CAPTURE(name);
    CHECK(help.out.find("\n  " + name + " ") != std::string::npos);
    const Finished more = lastseat::test::command_line({name, "--help"});
    CHECK(more.code == 0);
    CHECK(more.out.starts_with("Examples:\n  lastseat " + name));
  }
  for (const std::string later : {"backup", "restore", "prove-child"}) {
    CHECK(help.out.find("\n  " + later) == std::string::npos);
  }
  CHECK(help.out.find("\x1b") == std::string::npos);
}

TEST_CASE("command line: the version, and the notices of what is inside") {
  CHECK(lastseat::test::command_line({"version"}).out.starts_with("lastseat "));
  const Finished notices = lastseat::test::command_line({"version", "--licenses"});
  CHECK(notices.code == 0);
  for (const std::string name : {"SQLite", "cpp-httplib", "CLI11", "spdlog", "libsodium"}) {
    CHECK(notices.out.find("==== " + name + " ====") != std::string::npos);
  }
}

TEST_CASE("command line: what makes no sense is exit 2, said in a sentence, and does nothing") {
  const Folder folder;
  const std::vector<std::vector<std::string>> mistakes{
      {"serv"},
      {"serve", "--prot", "1"},
      {"serve", "--port", "0"},
      {"serve", "--port", "65536"},
      {"serve", "--port", "80a"},
      {"serve", "--port", "-1"},
      {"serve", "--lan"},
      {"import"},
      {"import", "teachers", "x.csv"},
      {"import", "events"},
      {"export"},
      {"export", "teachers"},
      {"export", "roster"},
      {"export", "events", "--event", "ROBO"},
      {"export", "events", "--format", "xml"},
      {"check", "now"},
  };
  for (const auto& words : mistakes) {
    CAPTURE(words.back());
    const Finished refused = folder.command_line(words);
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK(refused.err.starts_with("lastseat: "));
  }
  for (const std::string port : {"x", "0", "70000"}) {
    const Finished refused = lastseat::test::command_line({"serve", "--data", folder.name("data")},
                                                          {{"LASTSEAT_PORT", port}});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("LASTSEAT_PORT") != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "data"));
}

TEST_CASE("command line: import, then the same again, and a dry run that changes nothing") {
  const Folder folder;
  const Finished dry =
      folder.command_line({"import", "events", folder.name("events.csv"), "--dry-run"});
  CHECK(dry.code == 0);
  CHECK(dry.out == "Dry run, nothing was changed. " + folder.name("events.csv") +
                       ": 2 rows; 2 new, 0 updated, 0 unchanged.\n");
  const Finished first = folder.command_line({"import", "events", folder.name("events.csv")});
  CHECK(first.code == 0);
  CHECK(first.out == folder.name("events.csv") + ": 2 rows; 2 new, 0 updated, 0 unchanged.\n");
  const Finished again = folder.command_line({"import", "events", folder.name("events.csv")});
  CHECK(again.out == folder.name("events.csv") + ": 2 rows; 0 new, 0 updated, 2 unchanged.\n");
  CHECK(again.err == "");
  write_text(folder / "more.csv", "Roll;Name;Blood group\nX1;Asha;B+\n");
  const Finished students = folder.command_line({"import", "students", folder.name("more.csv")});
  CHECK(students.code == 0);
  CHECK(students.err == "The column \"Blood group\" is unknown and was left out.\n");
}

TEST_CASE("command line: after an import the mirror is of it, and the fest is one file") {
  const Folder folder;
  const auto mirror = folder / "data/registrations.json";
  const auto import = [&](const std::string& what, const std::string& more = "") {
    std::vector<std::string> words{"import", what, folder.name(what + ".csv")};
    if (!more.empty()) words.push_back(more);
    REQUIRE(folder.command_line(words).code == 0);
    for (const char* part : {"data/lastseat.db-wal", "data/lastseat.db-shm"}) {
      CHECK_FALSE(std::filesystem::exists(folder / part));
    }
  };
  import("events", "--dry-run");
  CHECK_FALSE(std::filesystem::exists(mirror));
  import("events");
  CHECK(json::parse(text_of(mirror))["version"] == 1);
  import("students");
  CHECK(json::parse(text_of(mirror))["version"] == 2);
}

TEST_CASE("command line: bad rows are exit 5, every one named, and nothing is imported") {
  const Folder folder;
  write_text(folder / "bad.csv", "roll,name,year\nR1,Asha,1\nR2,,2\nR1,Ravi,1\nR 4,Sana,20\nR5\n");
  for (const bool dry_run : {true, false}) {
    CAPTURE(dry_run);
    std::vector<std::string> words{"import", "students", folder.name("bad.csv")};
    if (dry_run) words.push_back("--dry-run");
    const Finished refused = folder.command_line(words);
    const std::string file = folder.name("bad.csv");
    CHECK(refused.code == 5);
    CHECK(refused.out == "");
    CHECK(refused.err ==
          file + ":3: name must not be empty\n" + file +
              ":4: roll is the same roll as in line 2\n" + file +
              ":5: roll must not hold blanks or control characters\n" + file +
              ":5: year must be 1 to 12\n" + file +
              ":6: name has 1 cells where the first row names 3 columns\n"
              "lastseat: Nothing was imported. Mend what is listed above, and import again.\n");
  }
  const Finished students = folder.command_line({"export", "students"});
  CHECK(students.out == "\xEF\xBB\xBFroll,name,email,phone,college,year\r\n");
}

TEST_CASE("command line: a file that is no CSV, or not there, is exit 1") {
  const Folder folder;
  write_text(folder / "open.csv", "roll,name\nR1,\"Asha\n");
  const Finished open = folder.command_line({"import", "students", folder.name("open.csv")});
  CHECK(open.code == 1);
  CHECK(open.err.find("Line 2 begins a quote that is not closed.") != std::string::npos);
  const Finished other = folder.command_line({"import", "students", folder.name("events.csv")});
  CHECK(other.code == 1);
  CHECK(other.err.find("roll and name are missing") != std::string::npos);
  CHECK(folder.command_line({"import", "students", folder.name("none.csv")}).code == 1);
  CHECK(folder.command_line({"import", "students", folder.path().string()}).code == 1);
}

TEST_CASE("command line: what is exported can be imported elsewhere, and is the same there") {
  const Folder folder;
  for (const std::string what : {"events", "students"}) {
    CAPTURE(what);
    REQUIRE(folder.command_line({"import", what, folder.name(what + ".csv")}).code == 0);
    const Finished first = folder.command_line({"export", what});
    CHECK(first.code == 0);
    const Finished to_file = folder.command_line({"export", what, "-o", folder.name("out.csv")});
    CHECK(to_file.code == 0);
    CHECK(to_file.out == "");
    CHECK(text_of(folder / "out.csv") == first.out);
    REQUIRE(folder.command_line({"import", what, folder.name("out.csv")}, "other").code == 0);
    CHECK(folder.command_line({"export", what}, "other").out == first.out);
    const Finished as_json = folder.command_line({"export", what, "--format", "json"});
    CHECK(json::parse(as_json.out)[what].size() == 2);
  }
}

TEST_CASE("command line: export into a device or a missing folder, and of what is not there") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  CHECK(folder.command_line({"export", "events", "-o", "/dev/null"}).code == 0);
  CHECK(std::filesystem::is_character_file("/dev/null"));
  const Finished full = folder.command_line({"export", "events", "-o", "/dev/full"});
  CHECK(full.code == 1);
  CHECK(full.err.find("/dev/full") != std::string::npos);
  CHECK(folder.command_line({"export", "events", "-o", folder.name("no/x.csv")}).code == 1);
  const Finished roster = folder.command_line({"export", "roster", "--event", "NONE"});
  CHECK(roster.code == 1);
  CHECK(roster.err.find("NONE") != std::string::npos);
  CHECK(folder.command_line({"export", "roster", "--event", "robo"}).code == 0);
  for (const std::string command : {"check", "export"}) {
    std::vector<std::string> words{command};
    if (command == "export") words.push_back("events");
    const Finished nothing = folder.command_line(words, "nowhere");
    CHECK(nothing.code == 4);
    CHECK(nothing.err.find("There is no fest in") != std::string::npos);
  }
  CHECK_FALSE(std::filesystem::exists(folder / "nowhere"));
}

TEST_CASE("command line: check says that all is well, and finds what was changed behind its back") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  const Finished check = folder.command_line({"check"});
  CHECK(check.code == 0);
  CHECK(check.out == "All is well: 1 commands replayed; 2 events, 0 students, 0 registrations.\n");
  std::string bytes = text_of(folder / "data/lastseat.db");
  const std::size_t at = bytes.rfind("Robo Race");
  REQUIRE(at != std::string::npos);
  bytes.replace(at, 4, "Hobo");
  write_text(folder / "data/lastseat.db", bytes);
  const Finished damaged = folder.command_line({"check"});
  CHECK(damaged.code == 4);
  CHECK(damaged.out.find("a page is not what was written") != std::string::npos);
}

TEST_CASE("command line: check finds that the mirror knows more than the database") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  std::string ahead = text_of(folder / "data/registrations.json");
  ahead.replace(ahead.find("1,"), 2, "7,");
  SUBCASE("before a start") {
    write_text(folder / "data/registrations.json", ahead);
    const Finished check = folder.command_line({"check"});
    CHECK(check.code == 4);
    CHECK(check.out.find("knows of command 7, the database ends with 1") != std::string::npos);
  }
  SUBCASE("and still after it, until a person has looked") {
    write_text(folder / "data/registrations-7.json", ahead);
    const Finished check = folder.command_line({"check"});
    CHECK(check.code == 4);
    CHECK(check.out.find("registrations-7.json was kept") != std::string::npos);
    std::filesystem::remove(folder / "data/registrations-7.json");
    CHECK(folder.command_line({"check"}).code == 0);
  }
}
