// The real sqlite3 program works on the fest: while it is served, after a stop, and after a kill.
// It may do whatever leaves the content as it is, and nothing that was answered is lost. What it
// changes is refused, with a sentence that says so.

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "support/crowd.h"
#include "support/soon.h"

using namespace lastseat::test;

namespace {

const std::string kSqlite = "/usr/bin/sqlite3";

// A fest, a crowd that registers there, and another program that opens its database.
class Scene {
 public:
  Scene() : data_(make_fest(folder_ / "data")) {
    REQUIRE_MESSAGE(std::filesystem::exists(kSqlite), "the package sqlite3 is not installed");
  }

  std::filesystem::path database() const { return data_ / "lastseat.db"; }
  std::filesystem::path file(const std::string& name) const { return folder_ / name; }
  std::string log() const { return text_of(data_ / "lastseat.log"); }
  const std::filesystem::path& data() const { return data_; }

  std::vector<std::string> sqlite_words(const std::vector<std::string>& orders) const {
    std::vector<std::string> words{kSqlite, "-batch", "-bail", database().string()};
    words.insert(words.end(), orders.begin(), orders.end());
    return words;
  }
  // What it printed. Waits for a lock, as a person would.
  std::string sqlite(std::vector<std::string> orders) const {
    orders.insert(orders.begin(), ".timeout 5000");
    const Finished done = run(sqlite_words(orders));
    CAPTURE(orders.back());
    CHECK_MESSAGE(done.code == 0, done.err);
    return done.out;
  }

  void open() { desk_.emplace(data_); }
  void register_some() {
    crowd_.come(*desk_, 60);
    crowd_.ask_again(*desk_);
  }
  void stop() {
    CHECK(desk_->stop() == 0);
    desk_.reset();
  }
  void kill() {
    desk_->process().signal(SIGKILL);
    CHECK(desk_->process().wait() == -SIGKILL);
    desk_.reset();
  }
  // Starts it, and compares every answer with what it was; then stops it and checks the fest.
  void expect_everything() {
    open();
    crowd_.ask_all_again(*desk_);
    register_some();
    crowd_.check_list(exported_registrations(*desk_));
    stop();
    const Finished check = command_line({"check", "--data", data_.string()});
    CHECK_MESSAGE(check.code == 0, check.out);
  }
  // The copy is the same fest.
  void expect_same_in(const std::filesystem::path& copy) const {
    const auto other = folder_ / "of the copy";
    std::filesystem::create_directory(other);
    std::filesystem::rename(copy, other / "lastseat.db");
    const auto registrations = [](const std::filesystem::path& data) {
      const Finished list =
          command_line({"export", "registrations", "--format", "json", "--data", data.string()});
      CHECK_MESSAGE(list.code == 0, list.err);
      return nlohmann::json::parse(list.out)["registrations"];
    };
    CHECK(registrations(other) == registrations(data_));
    {
      Desk desk(other);
      const auto ready = desk.client().Get("/readyz");
      REQUIRE(ready);
      CHECK(ready->status == 200);
      CHECK(desk.stop() == 0);
    }
    const Finished check = command_line({"check", "--data", other.string()});
    CHECK_MESSAGE(check.code == 0, check.out);
    std::filesystem::remove_all(other);
  }
  // The sentences of a start that is refused.
  std::string refusal() const {
    const Finished start = run(serve_words(data_));
    CHECK(start.code == 4);
    return start.err;
  }

 private:
  TemporaryFolder folder_;
  std::filesystem::path data_;
  Crowd crowd_;
  std::optional<Desk> desk_;
};

bool contains(const std::string& text, const std::string& part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

struct Work {
  const char* what;
  std::function<void(Scene&)> doing;
};

const std::vector<Work> kHarmless{
    {"reads", [](Scene& fest) { fest.sqlite({"SELECT count(*) FROM registrations"}); }},
    {"checks the file",
     [](Scene& fest) { CHECK(fest.sqlite({"PRAGMA integrity_check"}) == "ok\n"); }},
    {"checkpoints", [](Scene& fest) { fest.sqlite({"PRAGMA wal_checkpoint(TRUNCATE)"}); }},
    {"vacuums", [](Scene& fest) { fest.sqlite({"VACUUM"}); }},
    {"backs up",
     [](Scene& fest) {
       fest.sqlite({".backup '" + fest.file("backup.db").string() + "'"});
       fest.expect_same_in(fest.file("backup.db"));
     }},
    {"vacuums into another file",
     [](Scene& fest) {
       fest.sqlite({"VACUUM INTO '" + fest.file("copy.db").string() + "'"});
       fest.expect_same_in(fest.file("copy.db"));
     }},
};

const std::vector<Work> kWhileNotServed{
    {"turns the WAL off", [](Scene& fest) { fest.sqlite({"PRAGMA journal_mode=delete"}); }},
    {"turns the WAL off, and vacuums",
     [](Scene& fest) {
       fest.sqlite({"PRAGMA journal_mode=delete", "VACUUM"});
     }},
    {"keeps a rollback journal",
     [](Scene& fest) {
       fest.sqlite({"PRAGMA journal_mode=persist", "VACUUM"});
     }},
};

}  // namespace

TEST_CASE("other programs: what sqlite3 does while Lastseat serves loses nothing") {
  Scene fest;
  for (const bool killed : {false, true}) {
    CAPTURE(killed);
    fest.open();
    for (const Work& work : kHarmless) {
      CAPTURE(work.what);
      fest.register_some();
      work.doing(fest);
    }
    CHECK(run(fest.sqlite_words({"PRAGMA journal_mode=delete"})).code != 0);  // it is in use
    fest.register_some();
    if (killed) {
      fest.kill();
    } else {
      fest.stop();
    }
    fest.expect_everything();
  }
}

TEST_CASE("other programs: what sqlite3 does after a stop or a kill loses nothing") {
  Scene fest;
  for (const bool killed : {false, true}) {
    CAPTURE(killed);
    for (const auto* works : {&kHarmless, &kWhileNotServed}) {
      for (const Work& work : *works) {
        CAPTURE(work.what);
        fest.open();
        fest.register_some();
        if (killed) {
          fest.kill();
        } else {
          fest.stop();
        }
        work.doing(fest);
        fest.expect_everything();
      }
    }
  }
  CHECK(contains(fest.log(), "as when another program writes"));
}

TEST_CASE("other programs: a read transaction that sqlite3 holds over a stop or a kill") {
  Scene fest;
  for (const bool killed : {false, true}) {
    CAPTURE(killed);
    fest.open();
    fest.register_some();
    const auto go = fest.file(killed ? "go after the kill" : "go after the stop");
    const auto reads = fest.file(killed ? "reads until the kill" : "reads until the stop");
    Process reader(fest.sqlite_words({"BEGIN", "SELECT count(*) FROM registrations",
                                      ".shell touch '" + reads.string() + "'; while [ ! -e '" +
                                          go.string() + "' ]; do sleep 0.05; done",
                                      "COMMIT"}));
    REQUIRE(soon([&] { return std::filesystem::exists(reads); }));
    fest.register_some();
    if (killed) {
      fest.kill();
    } else {
      fest.stop();
    }
    CHECK(contains(fest.refusal(), "another program is reading the file"));
    write_text(go, "");
    CHECK(reader.wait() == 0);  // as the last one it moves the WAL into the file, unsigned
    fest.expect_everything();
  }
}

TEST_CASE("other programs: pages that sqlite3 wrote are checked and signed once") {
  Scene fest;
  fest.open();
  fest.register_some();
  fest.kill();
  fest.sqlite({"SELECT count(*) FROM events"});  // and on its end it moves the WAL into the file
  CHECK_FALSE(std::filesystem::exists(fest.database().string() + "-wal"));
  fest.expect_everything();
  const std::string log = fest.log();
  const std::size_t first = log.find("as when another program writes");
  CHECK(first != std::string::npos);
  CHECK(log.find("as when another program writes", first + 1) == std::string::npos);
  fest.expect_everything();
  CHECK(fest.log().find("as when another program writes", first + 1) == std::string::npos);
}

TEST_CASE(
    "other programs: a large fest is served at once, and its pages are signed one start later") {
  Scene fest;
  std::string students = "roll,name\n";
  for (int i = 0; i < 40'000; ++i) students += "X" + std::to_string(i) + ",Somebody Important\n";
  write_text(fest.file("students.csv"), students);
  const std::string data = fest.data().string();
  const Finished import =
      command_line({"import", "students", fest.file("students.csv").string(), "--data", data});
  REQUIRE_MESSAGE(import.code == 0, import.err);
  REQUIRE(std::filesystem::file_size(fest.database()) > std::uintmax_t{4 * 1024 * 1024});
  fest.sqlite({"VACUUM"});
  const auto lines = [&](const std::string& part) {
    const std::string log = fest.log();
    int count = 0;
    for (std::size_t at = 0; (at = log.find(part, at)) != std::string::npos; ++at) ++count;
    return count;
  };
  for (int start = 0; start < 3; ++start) {
    CAPTURE(start);
    fest.open();
    fest.register_some();
    fest.stop();
    CHECK(lines("have no checksum") == 1);  // found beside serving
    CHECK(lines("had no checksum") == (start == 0 ? 0 : 1));
    CHECK(text_of(fest.data() / "lastseat.lock").empty() == (start > 0));
  }
  fest.expect_everything();
}

TEST_CASE("other programs: what sqlite3 changes is refused, and named") {
  Scene fest;
  fest.open();
  fest.register_some();
  const char* const kRename = "UPDATE students SET name = 'Somebody' WHERE roll = 'S1'";
  const char* const kDrop = "DROP TRIGGER registration_added";
  std::vector<std::string> orders;
  std::string sentence;
  SUBCASE("a row in pages with checksums") {
    orders = {kRename};
    sentence = "a page does not match its checksum";
    fest.stop();
  }
  SUBCASE("a row in pages without") {
    orders = {"VACUUM", kRename};
    sentence = "and the fest is not sound: table students, row s1: name is 'Somebody'";
    fest.stop();
  }
  SUBCASE("a row, while it is served") {
    orders = {"VACUUM", kRename, "PRAGMA wal_checkpoint(TRUNCATE)"};
    sentence = "and the fest is not sound: table students, row s1: name is 'Somebody'";
    fest.sqlite(orders);
    orders = {"SELECT 1"};
    fest.stop();
  }
  SUBCASE("a trigger in pages with checksums") {
    orders = {kDrop};
    sentence = "a page does not match its checksum";
    fest.stop();
  }
  SUBCASE("a trigger in pages without") {
    orders = {"VACUUM", kDrop};
    sentence = "the tables or triggers in the file were changed";
    fest.stop();
  }
  SUBCASE("all pages, from a dump") {
    orders = {".output '" + fest.file("dump.sql").string() + "'", ".dump"};
    sentence = "the pages of the file have no room for checksums";
    fest.stop();
    fest.sqlite(orders);
    std::filesystem::remove(fest.database());
    orders = {".read '" + fest.file("dump.sql").string() + "'",
              "PRAGMA application_id=" + std::to_string(0x4C535432), "PRAGMA user_version=1"};
  }
  fest.sqlite(orders);
  const std::string first = fest.refusal();
  CHECK_MESSAGE(contains(first, sentence), first);
  const std::string second = fest.refusal();
  CHECK_MESSAGE(contains(second, sentence), second);
  // No other command writes into it either.
  const Finished erased =
      command_line({"erase", "S1", "--yes", "--data", fest.database().parent_path().string()});
  CHECK(erased.code == 4);
  CHECK_MESSAGE(contains(erased.err, sentence), erased.err);
}

TEST_CASE("other programs: a bit that flips after sqlite3 and Lastseat have worked is refused") {
  Scene fest;
  fest.open();
  fest.register_some();
  fest.kill();
  fest.sqlite({"VACUUM"});
  fest.expect_everything();  // and all pages are signed
  std::string bytes = text_of(fest.database());
  const std::size_t at = bytes.find("Student");
  REQUIRE(at != std::string::npos);
  bytes[at] = static_cast<char>(bytes[at] ^ 2);
  write_text(fest.database(), bytes);
  CHECK(contains(fest.refusal(), "a page does not match its checksum"));
}
