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

TEST_CASE("command line: the help of the program and of every subcommand begins with examples") {
  const Finished help = lastseat::test::command_line({"--help"});
  CHECK(help.code == 0);
  CHECK(help.out.starts_with("Examples:\n  lastseat "));
  for (const std::string name :
       {"serve", "import", "export", "check", "prove", "version", "help"}) {
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

TEST_CASE("command line: help prints what --help prints, of nested subcommands too") {
  const auto out = [](std::vector<std::string> words) {
    const Finished done = lastseat::test::command_line(std::move(words));
    CHECK(done.code == 0);
    CHECK(done.err == "");
    return done.out;
  };
  CHECK(out({"help"}) == out({"--help"}));
  CHECK(out({"help", "serve"}) == out({"serve", "--help"}));
  CHECK(out({"help", "help"}) == out({"help", "--help"}));
  CHECK(out({"help", "import", "events"}) == out({"import", "events", "--help"}));
  CHECK(out({"help", "prove", "race"}) == out({"prove", "race", "--help"}));
  CHECK(out({"help", "export", "roster"}).find("--event CODE") != std::string::npos);
  CHECK(out({"help", "prove", "race"}).find("--kills") == std::string::npos);
}

TEST_CASE("command line: the version, and the notices of what is inside") {
  const Finished version = lastseat::test::command_line({"version"});
  CHECK(version.code == 0);
  CHECK(version.out.starts_with("lastseat "));
  const Finished option = lastseat::test::command_line({"--version"});
  CHECK(option.code == 0);
  CHECK(option.out == version.out);
  const Finished notices = lastseat::test::command_line({"version", "--licenses"});
  CHECK(notices.code == 0);
  for (const std::string name :
       {"SQLite", "cpp-httplib", "CLI11", "spdlog", "libsodium", "utf8proc"}) {
    CHECK(notices.out.find("==== " + name + " ====") != std::string::npos);
  }
}

TEST_CASE("command line: wrong usage exits with 2, says why, and does nothing") {
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
      {"import", "events", "a.csv", "b.csv"},
      {"export"},
      {"export", "teachers"},
      {"export", "roster"},
      {"export", "events", "--event", "ROBO"},
      {"export", "events", "--format", "xml"},
      {"export", "--event", "ROBO"},
      {"export", "--event", "ROBO", "students"},
      {"check", "now"},
      {"check", "--", "now"},
      {"serve", "--port"},
      {"serve", "--port", "auto", "--port", "auto"},
      {"serve", "--demo"},
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

TEST_CASE("command line: a mistyped word is exit 2, with a hint where one word is similar") {
  struct Mistake {
    std::vector<std::string> words;
    std::string first_line;
  };
  for (const Mistake& mistake : {
           Mistake{{"exprot"}, "There is no subcommand exprot. Did you mean export?"},
           Mistake{{"exprot", "roster", "--event", "ROBO"},
                   "There is no subcommand exprot. Did you mean export?"},
           Mistake{{"serv"}, "There is no subcommand serv. Did you mean serve?"},
           Mistake{{"hlep"}, "There is no subcommand hlep. Did you mean help?"},
           Mistake{{"teachers"}, "There is no subcommand teachers."},
           Mistake{{"prove-chil"}, "There is no subcommand prove-chil."},
           Mistake{{"help", "exprot"}, "There is no subcommand exprot. Did you mean export?"},
           Mistake{{"import", "evnets", "events.csv"},
                   "There is no subcommand import evnets. Did you mean import events?"},
           Mistake{{"import", "teachers", "x.csv"}, "There is no subcommand import teachers."},
           Mistake{{"help", "prove", "rce"},
                   "There is no subcommand prove rce. Did you mean prove race?"},
           Mistake{{"serve", "--prot", "1"}, "serve has no option --prot. Did you mean --port?"},
           Mistake{{"serve", "--prot=1"}, "serve has no option --prot. Did you mean --port?"},
           Mistake{{"import", "events", "--dryrun"},
                   "import has no option --dryrun. Did you mean --dry-run?"},
           Mistake{{"--verson"}, "lastseat has no option --verson. Did you mean --version?"},
           Mistake{{"check", "--quick"}, "check has no option --quick."},
           Mistake{{"check", "now"}, "check does not take the argument \"now\"."},
           Mistake{{"export"}, "Name what to export: registrations, roster, events or students."},
           Mistake{{"serve", "--port"}, "--port must have exactly one value."},
           Mistake{{"serve", "--lan=x"}, "--lan does not take a value."},
           Mistake{{"import", "events"}, "FILE is required."},
           Mistake{{"export", "events", "--format", "xml"}, "--format must be csv or json."},
           Mistake{{"prove", "race", "--seats", "0"},
                   "--seats must be a whole number from 1 to 10000."},
           Mistake{{"prove", "--seed", "-1"},
                   "--seed must be a whole number from 0 to 9223372036854775807."},
       }) {
    CAPTURE(mistake.first_line);
    const Finished refused = lastseat::test::command_line(mistake.words);
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK(refused.err.substr(0, refused.err.find('\n')) == "lastseat: " + mistake.first_line);
    CHECK(refused.err.find("\nFor help, run: lastseat help") != std::string::npos);
  }
}

TEST_CASE("command line: an option of another experiment is exit 2, before or behind its name") {
  const std::vector<std::pair<std::vector<std::string>, std::string>> mistakes{
      {{"prove", "race", "--kills", "3"}, "prove race has no option --kills."},
      {{"prove", "--kills", "3", "race"}, "prove race has no option --kills."},
      {{"prove", "tear", "--seats", "3"}, "prove tear has no option --seats."},
      {{"prove", "half", "--rounds", "3"}, "prove half has no option --rounds."},
      {{"prove", "desk", "--strategy", "naive"}, "prove desk has no option --strategy."},
      {{"prove", "--folder", "."}, "Name the experiment that --folder is for."},
  };
  for (const auto& [words, first_line] : mistakes) {
    CAPTURE(first_line);
    const Finished refused = lastseat::test::command_line(words);
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK(refused.err.substr(0, refused.err.find('\n')) == "lastseat: " + first_line);
  }
}

TEST_CASE("command line: options may stand on both sides of a nested subcommand") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  const Finished behind = folder.command_line({"export", "roster", "--event", "ROBO"});
  CHECK(behind.code == 0);
  CHECK(folder.command_line({"export", "--event", "ROBO", "roster"}).out == behind.out);
  const Finished dry =
      folder.command_line({"import", "--dry-run", "students", folder.name("students.csv")});
  CHECK(dry.code == 0);
  CHECK(dry.out.starts_with("Dry run"));
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"prove", "tear", "--seed", "3", "--kills", "20", "--json"},
        {"prove", "--seed", "3", "--kills", "20", "--json", "tear"}}) {
    const Finished tear = lastseat::test::command_line(words);
    CHECK(tear.code == 0);
    const json report = json::parse(tear.out);
    CHECK(report["name"] == "tear");
    CHECK(report["rows"][0]["kills"] == 20);
  }
}

TEST_CASE("command line: the data folder is --data, else LASTSEAT_DATA") {
  const Folder folder;
  const Environment variable{{"LASTSEAT_DATA", folder.name("variable")}, {"LASTSEAT_PORT", "x"}};
  const std::string events = folder.name("events.csv");
  const std::string flag = folder.name("flag");
  const auto with_variable = [&](std::vector<std::string> words) {
    return lastseat::test::command_line(std::move(words), variable).code;
  };
  CHECK(with_variable({"import", "events", events}) == 0);
  CHECK(std::filesystem::exists(folder / "variable/lastseat.db"));
  CHECK(with_variable({"check"}) == 0);
  CHECK(with_variable({"export", "events"}) == 0);

  CHECK(with_variable({"check", "--data", flag}) == 4);
  CHECK_FALSE(std::filesystem::exists(folder / "flag"));
  CHECK(with_variable({"import", "--data", flag, "events", events}) == 0);
  CHECK(with_variable({"import", "students", folder.name("students.csv"), "--data", flag}) == 0);
  CHECK(with_variable({"check", "--data", flag}) == 0);
  CHECK(json::parse(text_of(folder / "flag/registrations.json"))["version"] == 2);
  CHECK(json::parse(text_of(folder / "variable/registrations.json"))["version"] == 1);
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
  CHECK(students.err == "The column \"Blood group\" is unknown and was ignored.\n");
}

TEST_CASE("command line: after an import the mirror is up to date, and the fest is a single file") {
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

TEST_CASE("command line: bad rows exit with 5, each one is named, and nothing is imported") {
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
              ":5: roll must not contain blanks or control characters\n" + file +
              ":5: year must be 1 to 12\n" + file +
              ":6: name has 1 cell where the first row names 3 columns\n"
              "lastseat: Nothing was imported. Correct the rows listed above, then import the file "
              "again.\n");
  }
  const Finished students = folder.command_line({"export", "students"});
  CHECK(students.out == "\xEF\xBB\xBFroll,name,email,phone,college,year\r\n");
}

TEST_CASE("command line: a file that is not CSV or does not exist exits with 1") {
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

TEST_CASE("command line: an export can be imported elsewhere, and is the same there") {
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

TEST_CASE("command line: export to a device or into a missing folder, and of something missing") {
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

TEST_CASE("command line: check says that all is well, and finds what another program changed") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  const Finished check = folder.command_line({"check"});
  CHECK(check.code == 0);
  CHECK(check.out.starts_with(
      "All is well: 1 command replayed; 2 events, 0 students, 0 registrations.\n"));
  // A head that was written down: the journal passes through it, or it does not.
  const std::size_t colon = check.out.rfind("1:");
  REQUIRE(colon != std::string::npos);
  const std::string head = check.out.substr(colon, check.out.find('\n', colon) - colon);
  CHECK(head.size() == 22);
  CHECK(folder.command_line({"check", "--head", head}).code == 0);
  const Finished other = folder.command_line({"check", "--head", "1:00000000000000000000"});
  CHECK(other.code == 4);
  CHECK(other.out.find("--head has another journal: at command 1") != std::string::npos);
  CHECK(folder.command_line({"check", "--head", "7:00000000000000000000"}).code == 4);
  CHECK(folder.command_line({"check", "--head", "1"}).code == 2);
  std::string bytes = text_of(folder / "data/lastseat.db");
  const std::size_t at = bytes.rfind("Robo Race");
  REQUIRE(at != std::string::npos);
  bytes.replace(at, 4, "Hobo");
  write_text(folder / "data/lastseat.db", bytes);
  const Finished damaged = folder.command_line({"check"});
  CHECK(damaged.code == 4);
  CHECK(damaged.out.find("a page does not match its checksum") != std::string::npos);
}

TEST_CASE("command line: check finds that the mirror is ahead of the database") {
  const Folder folder;
  REQUIRE(folder.command_line({"import", "events", folder.name("events.csv")}).code == 0);
  std::string ahead = text_of(folder / "data/registrations.json");
  ahead.replace(ahead.find("1,"), 2, "7,");
  SUBCASE("before a start") {
    write_text(folder / "data/registrations.json", ahead);
    const Finished check = folder.command_line({"check"});
    CHECK(check.code == 4);
    CHECK(check.out.find("contains command 7, but the database ends with command 1") !=
          std::string::npos);
  }
  SUBCASE("and after it, until a person has looked") {
    write_text(folder / "data/registrations-7.json", ahead);
    const Finished check = folder.command_line({"check"});
    CHECK(check.code == 4);
    CHECK(check.out.find("registrations-7.json was kept") != std::string::npos);
    std::filesystem::remove(folder / "data/registrations-7.json");
    CHECK(folder.command_line({"check"}).code == 0);
  }
}
