#include "writer/writer.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <chrono>
#include <filesystem>
#include <latch>
#include <set>

#include "store/journal/check.h"
#include "store/registrations.h"
#include "store/sqlite/reader.h"
#include "store/students.h"
#include "store/values/event.h"
#include "support/builders.h"
#include "support/fault_vfs.h"
#include "support/soon.h"
#include "support/test_fest.h"
#include "writer/limits.h"

using namespace lastseat;
using namespace lastseat::test;
using namespace std::chrono_literals;

namespace {

Writer::Hooks hooks() {
  return {.now_ms = [] { return std::int64_t{1'800'000'000'000}; },
          .random = [] { return std::uint64_t{42}; }};
}

Request request(Command command, std::string key = {}) {
  return {std::move(command), "desk", "", std::move(key)};
}

// A fest in a temporary folder, and its writer.
struct WrittenFest {
  explicit WrittenFest(const std::string& vfs = {},
                       std::chrono::milliseconds busy_timeout = limits::kBusyTimeout)
      : options{.path = folder / "lastseat.db", .vfs = vfs, .busy_timeout = busy_timeout} {
    writer.emplace(options, hooks());
  }
  Pending submit(Command command, std::string key = {}) {
    return writer->submit(request(std::move(command), std::move(key)));
  }
  Reply ask(Command command, std::string key = {}) {
    return submit(std::move(command), std::move(key)).get();
  }
  bool becomes(Health health) {
    return soon([&] { return writer->health() == health; });
  }
  std::string findings() {
    writer->stop();
    return text_of(check(options));
  }

  TemporaryFolder folder;
  const DatabaseOptions options;
  std::optional<Writer> writer;
};

// Another program that locks the file: keeps the writer from committing.
class Hold {
 public:
  explicit Hold(const DatabaseOptions& options)
      : database_(options.path.string(), SQLite::OPEN_READWRITE) {
    database_.exec("BEGIN IMMEDIATE");
  }
  ~Hold() { database_.exec("ROLLBACK"); }

 private:
  SQLite::Database database_;
};

}  // namespace

TEST_CASE("many threads, one last seat after another: every seat goes to exactly one entry") {
  WrittenFest fest;
  constexpr int kThreads = 64;
  for (int round = 0; round < 5; ++round) {
    const std::string event = "E" + std::to_string(round);
    fest.ask(add_event(event, 40));
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    std::atomic<int> confirmed = 0;
    std::atomic<int> full = 0;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        start.arrive_and_wait();
        const Reply reply = fest.ask(register_new(event, "R" + std::to_string(t)));
        if (reply.delivery != Delivery::committed) return;
        ++(reply.answer.outcome == "confirmed" ? confirmed : full);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(confirmed == 40);
    CHECK(full == kThreads - 40);
  }
  CHECK(fest.findings() == "");
}

TEST_CASE("the same key from many threads at once runs once, and all get the same answer") {
  WrittenFest fest;
  fest.ask(add_event("ROBO", 40));
  std::vector<Pending> replies;
  for (int i = 0; i < 50; ++i) {
    replies.push_back(fest.submit(register_new("ROBO", "A1"), "one-key"));
  }
  std::set<std::string> bodies;
  for (auto& reply : replies) bodies.insert(reply.get().answer.body);
  CHECK(bodies.size() == 1);
  CHECK(fest.writer->last_seq() == 2);
}

TEST_CASE("a committer that is open already: its hook hears of every commit, and it is left open") {
  TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db"};
  std::vector<Seq> heard;
  Writer::Hooks hearing = hooks();
  hearing.committed = [&](Seq seq) { heard.push_back(seq); };
  Committer committer(options, hearing);
  {
    Writer writer(committer);
    writer.submit(request(add_event("ROBO", 1))).get();
    writer.submit(request(register_new("ROBO", "A1"))).get();
    Pending last = writer.submit(request(register_new("ROBO", "A2")));
    writer.stop();
    CHECK(last.get().answer.outcome == "event_full");
    CHECK(heard == std::vector<Seq>{1, 2, 3});
  }
  CHECK(std::filesystem::exists(folder / "lastseat.db-wal"));
  committer.close();
  CHECK_FALSE(std::filesystem::exists(folder / "lastseat.db-wal"));
  CHECK(text_of(check(options)) == "");
}

TEST_CASE("what was answered is visible to other connections at once") {
  WrittenFest fest;
  Reader reader(fest.options);
  for (int i = 0; i < 20; ++i) {
    fest.ask(add_event("E" + std::to_string(i), 1));
    REQUIRE(reader.read(find_event, EventCode{"E" + std::to_string(i)}).has_value());
  }
}

TEST_CASE("a full queue says busy at once, and everything in it is answered") {
  WrittenFest fest("", 10s);
  fest.ask(add_event("ROBO", 1'000'000));
  std::vector<Pending> replies;
  {
    const Hold hold(fest.options);
    // The writer may hold one batch that waits for the file; the queue has the rest.
    for (std::size_t i = 0; i < limits::kQueue + limits::kBatch + 10; ++i) {
      replies.push_back(fest.submit(register_new("ROBO", "R" + std::to_string(i))));
    }
    CHECK(replies.back().wait_for(0s) == std::future_status::ready);
  }
  std::size_t committed = 0;
  std::size_t busy = 0;
  for (auto& reply : replies) {
    const Delivery delivery = reply.get().delivery;
    committed += delivery == Delivery::committed;
    busy += delivery == Delivery::busy;
  }
  CHECK(busy >= 10);
  CHECK(committed + busy == replies.size());
  CHECK(fest.writer->last_seq() == static_cast<Seq>(committed) + 1);
}

TEST_CASE("a file that stays locked is answered busy, and nothing has happened") {
  WrittenFest fest("", 20ms);
  {
    const Hold hold(fest.options);
    CHECK(fest.ask(add_event("ROBO", 1), "k").delivery == Delivery::busy);
  }
  CHECK(fest.ask(add_event("ROBO", 1), "k").answer.head.seq == 1);
}

TEST_CASE("stop() finishes what is queued; later requests are told that the program is closing") {
  WrittenFest fest;
  fest.ask(add_event("ROBO", 1000));
  std::vector<Pending> replies;
  for (int i = 0; i < 500; ++i) {
    replies.push_back(fest.submit(register_new("ROBO", "R" + std::to_string(i))));
  }
  fest.writer->stop();
  for (auto& reply : replies) CHECK(reply.get().delivery == Delivery::committed);
  CHECK(fest.ask(add_event("LATE", 1)).delivery == Delivery::stopping);
  CHECK(fest.writer->health() == Health::stopped);
  CHECK(Reader(fest.options).read(find_event, EventCode{"ROBO"})->taken == 500);
}

TEST_CASE("an open read transaction does not keep a stopping writer from emptying the WAL") {
  WrittenFest fest;
  {
    fest.ask(add_event("ROBO", 5));
    Reader reader(fest.options);
    reader.read(each_registration, RegistrationFilter{}, [](const Registration&) {});
    SQLite::Database mirror(fest.options.path.string(), SQLite::OPEN_READONLY);
    mirror.exec("BEGIN; SELECT * FROM events");
    fest.ask(register_new("ROBO", "A1"));
    fest.writer->stop();
    mirror.exec("COMMIT");
  }
  fest.writer.reset();
  CHECK_FALSE(std::filesystem::exists(fest.folder / "lastseat.db-wal"));
  CHECK(Reader(fest.options).read(find_event, EventCode{"ROBO"})->taken == 1);
}

TEST_CASE("queued requests form batches of a limited size, in order, and none is left out") {
  Queue queue(1000, 256);
  std::vector<Job> jobs;
  for (int i = 0; i < 600; ++i) jobs.push_back({request(add_event("E" + std::to_string(i), 1))});
  CHECK(queue.push(std::move(jobs)).empty());
  std::vector<std::size_t> sizes;
  int next = 0;
  while (const auto batch = queue.take_within(0s)) {
    sizes.push_back(batch->size());
    for (const Job& job : *batch) {
      CHECK(std::get<AddEvent>(job.request.command).code.text == "E" + std::to_string(next++));
    }
  }
  CHECK(sizes == std::vector<std::size_t>{256, 256, 88});
}

TEST_CASE("a foreign key violation at COMMIT is a bug: nothing changes, and other requests go on") {
  WrittenFest fest;
  fest.ask(add_event("ROBO", 5));
  SQLite::Database other(fest.options.path.string(), SQLite::OPEN_READWRITE);
  other.exec(
      "CREATE TRIGGER wrong AFTER INSERT ON journal WHEN NEW.outcome = 'confirmed' BEGIN "
      "INSERT INTO members VALUES ('nobody', 1, 0, 999, 1); END");
  CHECK(fest.ask(register_new("ROBO", "A1"), "k").delivery == Delivery::failed);
  CHECK(fest.writer->health() == Health::ready);
  CHECK(fest.ask(add_event("LINE", 5)).delivery == Delivery::committed);
  other.exec("DROP TRIGGER wrong");
  const Reply again = fest.ask(register_new("ROBO", "A1"), "k");
  CHECK(again.answer.origin == Answer::Origin::fresh);
  CHECK(again.answer.outcome == "confirmed");
  CHECK(fest.findings() == "");
}

TEST_CASE("if fsync fails in COMMIT, nothing is acknowledged; a retry by key gets the truth") {
  FaultVfs disk("failing-sync");
  WrittenFest fest(disk.name());
  fest.ask(add_event("ROBO", 5));

  disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC);
  const Reply unknown = fest.ask(register_new("ROBO", "A1"), "k1");
  CHECK(unknown.delivery == Delivery::unknown);
  CHECK(unknown.answer.body.empty());
  CHECK(fest.becomes(Health::recovering));
  CHECK(fest.ask(register_new("ROBO", "A2")).delivery == Delivery::not_ready);

  disk.heal();
  CHECK(fest.becomes(Health::ready));
  const Reply again = fest.ask(register_new("ROBO", "A1"), "k1");
  CHECK(again.delivery == Delivery::committed);
  CHECK(again.answer.outcome == "confirmed");
  CHECK(Reader(fest.options).read(find_event, EventCode{"ROBO"})->taken == 1);
  CHECK(fest.findings() == "");
}

TEST_CASE("on a full disk nothing is acknowledged until there is space again") {
  FaultVfs disk("full-disk");
  WrittenFest fest(disk.name());
  fest.ask(add_event("ROBO", 5));

  disk.fail(FaultVfs::write, SQLITE_FULL);
  std::vector<Pending> replies;
  for (int i = 0; i < 5; ++i) {
    replies.push_back(fest.submit(register_new("ROBO", "R" + std::to_string(i))));
  }
  for (auto& reply : replies) CHECK(reply.get().delivery == Delivery::full);
  CHECK(fest.writer->health() == Health::disk_full);
  CHECK(Reader(fest.options).read(find_event, EventCode{"ROBO"})->taken == 0);

  disk.heal();
  CHECK(fest.ask(register_new("ROBO", "A1")).delivery == Delivery::committed);
  CHECK(fest.writer->health() == Health::ready);
  CHECK(fest.findings() == "");
}

TEST_CASE("what was refused because the disk is full is not there after a crash either") {
  for (int nth = 0; nth < 30; ++nth) {
    CAPTURE(nth);
    FaultVfs disk("full-in-commit");
    WrittenFest fest(disk.name());
    TemporaryFolder after;
    fest.ask(add_event("ROBO", 5));
    disk.fail(FaultVfs::write, SQLITE_FULL, nth);
    const Delivery told = fest.ask(register_new("ROBO", "A1")).delivery;
    // What a crash at this moment would leave.
    for (const char* name : {"lastseat.db", "lastseat.db-wal"}) {
      std::filesystem::copy(fest.folder / name, after / name);
    }
    Database::open({.path = after / "lastseat.db"});
    const Event event =
        Reader({.path = after / "lastseat.db"}).read(find_event, EventCode{"ROBO"}).value();
    if (told == Delivery::full) CHECK(event.taken == 0);
    if (told == Delivery::committed) CHECK(event.taken == 1);
    disk.heal();
  }
}

TEST_CASE("a start flushes before it answers: what a killed program wrote may be only in memory") {
  FaultVfs disk("start-sync");
  TemporaryFolder folder;
  const DatabaseOptions options{.path = folder / "lastseat.db", .vfs = disk.name()};
  Writer(options, hooks()).submit(request(add_event("ROBO", 5))).get();
  disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC);
  CHECK_THROWS_AS(Writer(options, hooks()), StorageError);
  disk.heal();
  CHECK(Writer(options, hooks()).last_seq() == 1);
}

TEST_CASE("a disk that never flushes is not ready again") {
  FaultVfs disk("never-syncs");
  WrittenFest fest(disk.name());
  disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC);
  CHECK(fest.ask(add_event("ROBO", 5)).delivery == Delivery::unknown);
  for (int i = 0; i < 20; ++i) {
    CHECK(fest.writer->health() == Health::recovering);
    std::this_thread::sleep_for(100ms);
  }
  disk.heal();
  CHECK(fest.becomes(Health::ready));
}

TEST_CASE("a large import has a batch of its own: it delays nobody in front of it") {
  Queue queue(limits::kQueue, limits::kBatch);
  const auto import = [](std::size_t rows) {
    ImportStudents command;
    for (std::size_t i = 0; i < rows; ++i) {
      command.rows.push_back({static_cast<std::int64_t>(i), student("S" + std::to_string(i))});
    }
    return request(std::move(command));
  };
  const auto push = [&](Request each) {
    std::vector<Job> jobs;
    jobs.push_back({std::move(each)});
    CHECK(queue.push(std::move(jobs)).empty());
  };
  for (int i = 0; i < 3; ++i) push(request(Cancel{{1}}));
  push(import(limits::kBatch));
  for (int i = 0; i < 2; ++i) push(request(Cancel{{1}}));
  push(import(limits::kBatch - 3));
  push(request(Cancel{{1}}));
  push(request(Cancel{{1}}));
  std::vector<std::size_t> sizes;
  queue.close();
  while (const auto batch = queue.take()) sizes.push_back(batch->size());
  CHECK(sizes == std::vector<std::size_t>{3, 1, 4, 1});
}

TEST_CASE("an asker gets its jobs of a batch back in one call, in order, and only its own") {
  struct Desk : Asker {
    void answered(std::vector<Job> jobs) override {
      std::string rolls;
      for (const Job& job : jobs) {
        rolls += std::get<Register>(job.request.command).members[0].text;
        committed += job.reply.delivery == Delivery::committed ? 1 : 0;
      }
      calls.push_back(std::move(rolls));
    }
    std::vector<std::string> calls;
    int committed = 0;
  };
  WrittenFest fest;
  fest.ask(add_event("ROBO", 5));
  const auto one = std::make_shared<Desk>();
  const auto two = std::make_shared<Desk>();
  const auto job = [&](const char* roll, const std::shared_ptr<Desk>& desk) {
    return Job{request(register_new("ROBO", roll)), desk};
  };
  std::vector<Job> jobs{job("A", one), job("B", one), job("C", two), job("D", one)};
  fest.writer->submit(std::move(jobs));
  fest.writer->stop();
  CHECK(one->calls == std::vector<std::string>{"AB", "D"});
  CHECK(two->calls == std::vector<std::string>{"C"});
  CHECK(one->committed == 3);
  fest.writer->submit({job("E", two)});
  CHECK(two->calls == std::vector<std::string>{"C", "E"});
  CHECK(two->committed == 1);
}

TEST_CASE("requests queued while the disk failed are told at once that it is not ready") {
  FaultVfs disk("fails-with-a-queue");
  WrittenFest fest(disk.name());
  std::vector<Pending> replies;
  {
    const Hold hold(fest.options);
    for (std::size_t i = 0; i < limits::kBatch + 50; ++i) {
      replies.push_back(fest.submit(add_event("E" + std::to_string(i), 1)));
    }
    disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC);
  }
  for (auto& reply : replies) {
    REQUIRE(reply.wait_for(10s) == std::future_status::ready);
    const Delivery delivery = reply.get().delivery;
    CHECK((delivery == Delivery::unknown || delivery == Delivery::not_ready));
  }
}

TEST_CASE("a fest that vanishes while the disk fails is missed, not created again") {
  FaultVfs disk("vanishing");
  WrittenFest fest(disk.name());
  fest.ask(add_event("ROBO", 5));
  SUBCASE("gone") { std::filesystem::remove(fest.options.path); }
  SUBCASE("another one in its place") {
    TemporaryFolder elsewhere;
    { Database::open({.path = elsewhere / "lastseat.db"}); }
    for (const char* side : {"-wal", "-shm"}) {
      std::filesystem::remove(fest.options.path.string() + side);
    }
    std::filesystem::rename(elsewhere / "lastseat.db", fest.options.path);
  }
  disk.fail(FaultVfs::sync, SQLITE_IOERR_FSYNC, 0, 1);
  CHECK(fest.ask(register_new("ROBO", "A1")).delivery == Delivery::unknown);
  std::this_thread::sleep_for(1500ms);
  CHECK(fest.writer->health() != Health::ready);
  CHECK(fest.ask(add_event("NEW", 1)).delivery == Delivery::not_ready);
}

TEST_CASE("pages that another program wrote are checked before they are signed and served") {
  TestFest fest;
  fest.run(add_event("ROBO", 40));
  for (int i = 0; i < 30; ++i) fest.run(register_new("ROBO", "R" + std::to_string(i)));
  fest.database().checkpoint();
  fest.close();
  const auto others = [&](const std::string& sql) {
    SQLite::Database(fest.options().path.string(), SQLite::OPEN_READWRITE).exec(sql);
  };
  std::vector<Message> log;
  Writer::Hooks listening = hooks();
  listening.log = [&](const Message& what) { log.push_back(what); };
  const auto unsigned_pages = [&] {
    Database database = Database::open_read_only(fest.options());
    return database.unsigned_pages().size();
  };
  REQUIRE(unsigned_pages() == 0);
  SUBCASE("a fest that nobody else wrote is not checked, unless the program was killed") {
    Committer orderly(fest.options(), listening);
    CHECK_FALSE(orderly.was_checked());
    orderly.close();
    Committer killed(fest.options(), listening, LastEnd::killed);
    CHECK(killed.was_checked());
    CHECK(log.empty());
  }
  SUBCASE("sound: they are signed, once") {
    others("VACUUM");
    // A start writes page 1 before it looks.
    const auto pages = static_cast<std::int64_t>(unsigned_pages()) - 1;
    REQUIRE(pages > 10);
    for (int start = 0; start < 2; ++start) {
      Committer committer(fest.options(), listening);
      CHECK(committer.was_checked() == (start == 0));
      committer.close();
      CHECK(unsigned_pages() == 0);
      CHECK(log == std::vector{Message{"file.signed", {{"count", pages}}}});
    }
  }
  SUBCASE("not sound: they are refused, and stay as they are") {
    others("VACUUM; UPDATE students SET name = 'Somebody' WHERE roll = 'R7'");
    const std::size_t pages = unsigned_pages();
    for (int start = 0; start < 2; ++start) {
      try {
        const Committer committer(fest.options(), listening);
        FAIL("it opened");
      } catch (const StorageError& error) {
        CHECK(error.kind == StorageError::Kind::corrupt);
        CHECK(error.why.code == "file.unsound");
      }
      CHECK(unsigned_pages() == pages - 1);  // a start writes page 1
    }
  }
}

TEST_CASE("every write and every sync fails once: nothing answered is ever lost") {
  int injected = 0;
  for (const auto& [call, code] : {std::pair{FaultVfs::write, SQLITE_IOERR_WRITE},
                                   {FaultVfs::write, SQLITE_FULL},
                                   {FaultVfs::sync, SQLITE_IOERR_FSYNC}}) {
    for (int nth = 0; nth < 12; ++nth) {
      CAPTURE(call);
      CAPTURE(code);
      CAPTURE(nth);
      FaultVfs disk("nth-fails");
      WrittenFest fest(disk.name());
      fest.ask(add_event("ROBO", 3));
      disk.fail(call, code, nth, 1);
      std::set<std::string> promised;
      for (int i = 0; i < 4; ++i) {
        const std::string roll = "R" + std::to_string(i);
        const Reply reply = fest.ask(register_new("ROBO", roll), roll);
        if (reply.delivery != Delivery::committed) {
          ++injected;
          CHECK(reply.answer.body.empty());
          REQUIRE(soon([&] {
            return fest.writer->health() == Health::ready ||
                   fest.writer->health() == Health::disk_full;
          }));
        } else if (reply.answer.outcome == "confirmed") {
          promised.insert(roll);
        }
      }
      disk.heal();
      fest.writer->stop();
      Reader reader(fest.options);
      for (const std::string& roll : promised) {
        CHECK(reader.read(find_student_record, Roll{roll})->registrations.size() == 1);
      }
      CHECK(fest.findings() == "");
    }
  }
  CHECK(injected >= 12);  // the faults did reach the writer
}
