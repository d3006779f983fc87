#include "store/sqlite/database.h"
#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/migrations.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>

#include "support/fault_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;
using Kind = StorageError::Kind;

namespace {

constexpr uid_t kNobody = 65534;

StorageError error_of_opening(const DatabaseOptions& options) {
  try {
    Database::open(options);
  } catch (const StorageError& error) {
    return error;
  }
  FAIL("it opened");
  return {Kind::bug, Message{}};
}

Kind kind_of_opening(const DatabaseOptions& options) { return error_of_opening(options).kind; }

std::string pragma(Database& database, const std::string& name) {
  SQLite::Statement statement(database.sqlite(), "PRAGMA " + name);
  return statement.executeStep() ? statement.getColumn(0).getString() : "";
}

// Runs SQL behind the program's back, with correct checksums.
void tamper(TestFest& fest, const std::string& sql) {
  fest.close();
  SQLite::Database(fest.options().path.string(), SQLite::OPEN_READWRITE, 0, with_checksums(""))
      .exec(sql);
}

bool schema_refuses(TestFest& fest, const std::string& sql) {
  try {
    fest.database().sqlite().exec(sql);
  } catch (const SQLite::Exception& error) {
    return (error.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT;
  }
  return false;
}

}  // namespace

TEST_CASE("SQLite is new enough not to have the WAL-reset bug") {
  CHECK(sqlite3_libversion_number() >= 3051003);
}

TEST_CASE("a database is opened in WAL mode with all pragmas that the promise needs") {
  TestFest fest;
  CHECK(fest.database().journal_mode() == "wal");
  CHECK(pragma(fest.database(), "journal_mode") == "wal");
  CHECK(pragma(fest.database(), "synchronous") == "2");
  CHECK(pragma(fest.database(), "foreign_keys") == "1");
  CHECK(pragma(fest.database(), "trusted_schema") == "0");
  CHECK(pragma(fest.database(), "cell_size_check") == "1");
  CHECK(pragma(fest.database(), "application_id") == std::to_string(0x4C535432));
  CHECK(pragma(fest.database(), "user_version") == std::to_string(migrations().back().number));
}

TEST_CASE("a database whose journal mode could not be changed does not open") {
  TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db"};
  { Database::open(options); }
  SQLite::Database(options.path.string(), SQLite::OPEN_READWRITE)
      .exec("PRAGMA journal_mode=delete");
  FaultVfs disk("no-change");
  const DatabaseOptions failing{.path = options.path, .vfs = disk.name()};
  int refused = 0;
  for (int nth = 0; nth < 20; ++nth) {
    CAPTURE(nth);
    disk.fail(FaultVfs::write, SQLITE_IOERR_WRITE, nth, 1);
    const int injected = disk.injected();
    try {
      Database database = Database::open(failing);
      CHECK(pragma(database, "journal_mode") == "wal");
    } catch (const StorageError&) {
      ++refused;
      CHECK(disk.injected() == injected + 1);
    }
    disk.heal();
    SQLite::Database(options.path.string(), SQLite::OPEN_READWRITE)
        .exec("PRAGMA journal_mode=delete");
  }
  CHECK(refused > 0);
}

TEST_CASE("a file of another program, of a newer Lastseat, or not a database is refused") {
  TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db"};
  SUBCASE("another program's") {
    SQLite::Database(options.path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE theirs (x); PRAGMA application_id = 7");
    CHECK(kind_of_opening(options) == Kind::unusable);
  }
  SUBCASE("a development build's") {
    SQLite::Database(options.path.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE)
        .exec("CREATE TABLE fest (one); PRAGMA application_id = 1280529457");  // "LST1"
    CHECK(error_of_opening(options).why == Message{"file.development_build"});
  }
  SUBCASE("a newer Lastseat's") {
    { Database::open(options); }
    SQLite::Database(options.path.string(), SQLite::OPEN_READWRITE, 0, with_checksums(""))
        .exec("PRAGMA user_version = 999");
    CHECK(kind_of_opening(options) == Kind::unusable);
  }
  SUBCASE("not a database") {
    write_text(options.path, std::string(5000, 'x'));
    CHECK(kind_of_opening(options) == Kind::corrupt);
    CHECK(text_of(options.path) == std::string(5000, 'x'));
  }
  SUBCASE("a read-only file") {
    { Database::open(options); }
    // Root may write any file, so another user opens it.
    std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
    std::filesystem::permissions(options.path, static_cast<std::filesystem::perms>(0444));
    const bool root = ::geteuid() == 0;
    if (root) REQUIRE(::seteuid(kNobody) == 0);
    const Kind kind = kind_of_opening(options);
    if (root) REQUIRE(::seteuid(0) == 0);
    CHECK(kind == Kind::unusable);
  }
  SUBCASE("a folder") {
    std::filesystem::create_directory(options.path);
    CHECK(kind_of_opening(options) == Kind::unusable);
  }
}

TEST_CASE("the schema itself refuses what a faulty rule would write") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  fest.run(add_event("LINE", 5));
  fest.run(register_new("ROBO", "A1"));
  fest.run(PutStudent{student("A2")});
  const auto another = [](const std::string& values) {
    return "INSERT INTO registrations (id, seq, event, roll_key, status, since_seq, seat, ticket, "
           "team, registered_at_ms, desk) VALUES (" +
           values + ", 'T', '', 0, '')";
  };
  CHECK(schema_refuses(fest, another("2, 4, 1, 'a2', 'confirmed', 4, 2")));     // over capacity
  CHECK(schema_refuses(fest, another("2, 4, 2, 'a1', 'confirmed', 4, NULL")));  // without a seat
  CHECK(
      schema_refuses(fest, another("2, 4, 2, 'a1', 'waiting', 4, 1")));  // waiting, but with a seat
  CHECK(schema_refuses(fest, another("2, 4, 9, 'a1', 'waiting', 4, NULL")));  // no such event
  CHECK_FALSE(schema_refuses(fest, another("2, 4, 2, 'a1', 'confirmed', 4, 1")));
  CHECK(schema_refuses(fest, another("3, 5, 2, 'a2', 'confirmed', 5, 1")));  // the seat is taken
  CHECK(schema_refuses(fest, another("3, 5, 2, 'a1', 'confirmed', 5, 2")));  // twice
  CHECK(schema_refuses(fest, another("3, 5, 2, 'a9', 'confirmed', 5, 2")));  // no such student
  CHECK(schema_refuses(fest, "INSERT INTO members VALUES ('a1', 1, 0, 2, 1)"));  // twice
  const auto row = [](const std::string& seq) {
    return "INSERT INTO journal SELECT " + seq +
           ", at_ms, desk, who, command, form, event, outcome, effect, random, NULL, request_hash, "
           "salt, digest, hash, request, answer FROM journal WHERE seq = 1";
  };
  CHECK(schema_refuses(fest, row("6")));  // without a row 5
  CHECK(schema_refuses(fest, row("0")));
  CHECK_FALSE(schema_refuses(fest, row("5")));
  CHECK(schema_refuses(fest, "UPDATE events SET capacity = 0 WHERE code = 'ROBO'"));
  CHECK(schema_refuses(fest, "UPDATE registrations SET status = 'waiting', seat = NULL"));
  CHECK(schema_refuses(fest, "DELETE FROM registrations"));
  CHECK(schema_refuses(fest, "DELETE FROM journal"));
  CHECK(schema_refuses(fest, "UPDATE journal SET desk = 'mine'"));
  CHECK(schema_refuses(fest, "DELETE FROM students"));
}

TEST_CASE("check names what does not fit") {
  TestFest fest;
  fest.run(add_event("ROBO", 3));
  fest.run(register_new("ROBO", "A1"));
  fest.run(register_new("ROBO", "A2"));
  fest.run(register_new("ROBO", "A3"));
  fest.run(register_new("ROBO", "A4", true));
  REQUIRE(text_of(fest.check()) == "");
  const auto finds = [&](const Message& wanted) {
    const CheckReport report = fest.check();
    CAPTURE(text_of(report));
    return std::find(report.findings.begin(), report.findings.end(), wanted) !=
           report.findings.end();
  };
  SUBCASE("a counter changed without its row") {
    tamper(fest, "UPDATE events SET taken = taken - 1");
    CHECK(finds(Message{"check.taken", {{"event", "ROBO"}}}));
  }
  SUBCASE("a missing promotion") {
    tamper(fest,
           "UPDATE registrations SET status = 'cancelled', seat = NULL, since_seq = 5 "
           "WHERE id = 2");
    CHECK(finds(Message{"check.unsold", {{"event", "ROBO"}}}));
    CHECK(finds(Message{"check.row",
                        {{"table", "registrations"},
                         {"row", "2"},
                         {"column", "status"},
                         {"here", "cancelled"},
                         {"there", "confirmed"}}}));
  }
  SUBCASE("a name changed behind the journal's back") {
    tamper(fest, "UPDATE students SET name = 'Somebody' WHERE roll = 'A2'");
    CHECK(finds(Message{"check.row",
                        {{"table", "students"},
                         {"row", "a2"},
                         {"column", "name"},
                         {"here", "Somebody"},
                         {"there", "Student A2"}}}));
  }
  SUBCASE("a journal row altered") {
    tamper(fest,
           "DROP TRIGGER journal_only_grows; DROP TRIGGER journal_only_forgets; UPDATE journal SET "
           "at_ms = at_ms + 1 "
           "WHERE seq = 3");
    CHECK(finds(Message{"check.altered", {{"seq", 3}}}));
  }
  SUBCASE("a missing trigger") {
    tamper(fest, "DROP TRIGGER registration_added");
    CHECK(finds(Message{"check.schema"}));
    CHECK(kind_of_opening(fest.options()) == Kind::unusable);
  }
  SUBCASE("a journal row taken out") {
    tamper(fest, "DROP TRIGGER journal_keeps; DELETE FROM journal WHERE seq = 3");
    CHECK(finds(Message{"check.gap", {{"seq", 4}}}));
  }
  SUBCASE("a registration that nobody asked for") {
    tamper(fest,
           "UPDATE events SET capacity = 9; "
           "INSERT INTO students VALUES ('a5', 'A5', 'Student A5', '', '', '', 0, 0); "
           "INSERT INTO registrations (id, seq, event, roll_key, "
           "status, since_seq, seat, ticket, team, registered_at_ms, desk) VALUES "
           "(77, 77, 1, 'a5', 'confirmed', 77, 4, 'T', '', 0, '')");
    CHECK(finds(Message{"check.no_command", {{"id", 77}}}));
    CHECK(finds(Message{"check.numbers", {{"id", 77}}}));
  }
}

TEST_CASE("a missing fest is not created when it is opened again") {
  TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db"};
  CHECK_THROWS_AS(Database::reopen(options), StorageError);
  CHECK(entries_in(folder.path()) == 0);
  write_text(options.path, "");
  CHECK_THROWS_AS(Database::reopen(options), StorageError);
  CHECK(text_of(options.path) == "");
}

TEST_CASE("a ledger recognises its own history, and no other") {
  TestFest fest;
  fest.run(add_event("ROBO", 1));
  const Ledger::Mark then = fest.ledger().committed();
  fest.run(register_new("ROBO", "A1"));
  CHECK(fest.ledger().contains(then));
  CHECK(fest.ledger().contains(fest.ledger().committed()));
  CHECK_FALSE(fest.ledger().contains({then.seq, std::string(32, 'x')}));
  CHECK_FALSE(fest.ledger().contains({3, then.link}));
}

TEST_CASE("quick_check finds nothing in a sound file") {
  TestFest fest;
  CHECK(fest.database().quick_check() == "");
  CHECK(fest.database().checkpoint());
}
