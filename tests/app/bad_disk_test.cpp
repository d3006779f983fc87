// What desks are told while the disk fails, is full or is slow, and what is true afterwards.
// Nothing is acknowledged unless it is saved; /readyz fails and says what to do; reads are
// answered; and saving resumes by itself when the disk works again.

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <memory>
#include <thread>

#include "support/bad_disk.h"
#include "support/crowd.h"
#include "support/mounted.h"
#include "support/small_disk.h"
#include "support/soon.h"
#include "support/stick.h"

using namespace lastseat::test;
using nlohmann::json;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

struct Got {
  int status = 0;
  json body = {};
};

Got get(const Desk& desk, const std::string& path) {
  httplib::Client client = desk.client();
  const auto result = client.Get(path);
  REQUIRE(result);
  return {result->status, json::parse(result->body)};
}

Got ask_for_a_seat(const Desk& desk, const std::string& roll) {
  httplib::Client client = desk.client();
  const json body{{"event", "BIG"}, {"roll", roll}, {"student", {{"name", "Asha"}}}};
  const auto result = client.Post("/api/registrations", {{"Idempotency-Key", roll}}, body.dump(),
                                  "application/json");
  REQUIRE(result);
  return {result->status, json::parse(result->body)};
}

bool becomes(const Desk& desk, const std::string& status) {
  return soon([&] { return get(desk, "/readyz").body["status"] == status; });
}

bool mentions(const json& text, const char* words) {
  return text.is_string() && text.get<std::string>().find(words) != std::string::npos;
}

json taken(const Desk& desk) {
  json seats;
  const json events = fetch(desk, "/api/events");
  for (const json& event : events["events"]) {
    seats[event["code"].get<std::string>()] = event["taken"];
  }
  return seats;
}

// So many that an export of them is made on the disk, not in memory.
void import_many_students(const std::filesystem::path& data) {
  const TemporaryFolder folder;
  std::string csv = "roll,name\n";
  for (int i = 0; i < 8000; ++i)
    csv += "R" + std::to_string(i) + "," + std::string(150, 'n') + "\n";
  write_text(folder / "students.csv", csv);
  const auto file = (folder / "students.csv").string();
  REQUIRE(command_line({"import", "students", file, "--data", data.string()}).code == 0);
}

// The end of every story: the students retry, the list matches their answers, the program exits
// with 0, its mirror matches the list, and the check finds nothing.
void settle_and_stop(Desk& desk, const std::filesystem::path& data, Crowd& crowd) {
  crowd.ask_again(desk);
  crowd.ask_all_again(desk);
  const json list = exported_registrations(desk);
  crowd.check_list(list);
  REQUIRE(desk.stop() == 0);
  CHECK(json::parse(text_of(data / "registrations.json"))["registrations"] == list);
  const Finished check = command_line({"check", "--data", data.string()});
  CHECK_MESSAGE(check.code == 0, check.out);
}

// /readyz and a request that must be saved both answer 503 with these words. Returns the answer to
// the request.
Got saving_is_refused(const Desk& desk, const char* words) {
  const Got ready = get(desk, "/readyz");
  CHECK(ready.status == 503);
  CHECK(mentions(ready.body["detail"], words));
  Got refused = ask_for_a_seat(desk, "LATE");
  CHECK(refused.status == 503);
  CHECK(refused.body["detail"] == ready.body["detail"]);
  return refused;
}

// A crowd at a desk whose disk does not save: every request is refused.
void nobody_is_answered(const Desk& desk, Crowd& crowd) {
  const json before = taken(desk);
  const std::size_t answered = crowd.answered();
  crowd.come(desk, 8);
  CHECK(crowd.answered() == answered);
  CHECK(get(desk, "/healthz").status == 200);
  CHECK(taken(desk) == before);
}

}  // namespace

TEST_CASE("fsync fails: nothing is acknowledged, reads work, and it recovers by itself") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  BadDisk disk;
  Desk desk(data, disk.environment());
  Crowd crowd;
  for (const int times : {1, 3, BadDisk::kForEver}) {
    CAPTURE(times);
    crowd.come(desk, 40);
    disk.fail(times);
    if (times == BadDisk::kForEver) {
      nobody_is_answered(desk, crowd);
      CHECK(becomes(desk, "recovering"));
      const Got refused = ask_for_a_seat(desk, "LATE");
      CHECK(refused.status == 503);
      CHECK(refused.body["reason"] == "not_ready");
      CHECK(mentions(refused.body["detail"], "The disk failed."));
      CHECK(mentions(get(desk, "/readyz").body["detail"], "The disk failed."));
    } else {
      crowd.come(desk, 8);
    }
    CHECK(crowd.unanswered() > 0);
    disk.heal();
    CHECK(becomes(desk, "ready"));
    crowd.ask_again(desk);
  }

  settle_and_stop(desk, data, crowd);
}

TEST_CASE("fsync keeps failing: reads work, it exits with 0, and the next start loses nothing") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  BadDisk disk;
  Crowd crowd;
  {
    Desk desk(data, disk.environment());
    crowd.come(desk, 40);
    disk.fail(BadDisk::kForEver);
    nobody_is_answered(desk, crowd);
    CHECK(becomes(desk, "recovering"));
    CHECK(get(desk, "/readyz").status == 503);
    CHECK(desk.stop() == 0);
  }
  {
    const Finished refused = run(serve_words(data), disk.environment());
    CHECK(refused.code == 4);
    CHECK(refused.out == "");
    CHECK(mentions(refused.err, "cannot keep files safely"));
  }
  disk.heal();
  Desk desk(data);
  settle_and_stop(desk, data, crowd);
}

TEST_CASE(
    "a disk that takes 2 s to flush: desks are answered late but once, health checks at once") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  BadDisk disk;
  Desk desk(data, disk.environment());
  Crowd crowd;
  crowd.come(desk, 20);
  disk.stall(2s);
  const int flushes = disk.flushes();
  std::thread students([&] { crowd.come(desk, 4); });
  CHECK(soon([&] { return disk.flushes() > flushes; }));
  for (const char* path : {"/healthz", "/readyz", "/api/events"}) {
    CAPTURE(path);
    const auto begin = Clock::now();
    CHECK(get(desk, path).status == 200);
    CHECK(Clock::now() - begin < 1s);
  }
  students.join();
  CHECK(crowd.unanswered() == 0);
  crowd.set_patience(300ms);  // a client that gives up earlier retries with the same key
  crowd.come(desk, 4);
  CHECK(crowd.unanswered() == 4);
  disk.heal();
  settle_and_stop(desk, data, crowd);
}

TEST_CASE("the program stops for seconds: clients time out, retry, and get one seat each") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  Desk desk(data);
  Crowd crowd;
  crowd.set_patience(500ms);
  crowd.come_while(desk, [&] {
    std::this_thread::sleep_for(100ms);
    desk.process().signal(SIGSTOP);
    std::this_thread::sleep_for(2s);
    desk.process().signal(SIGCONT);
  });
  crowd.set_patience(30s);
  CHECK(crowd.unanswered() > 0);
  CHECK(becomes(desk, "ready"));
  settle_and_stop(desk, data, crowd);
}

TEST_CASE(
    "a file size limit: no signal ends the program, and it recovers when the limit is raised") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  Desk desk(data);
  Crowd crowd;
  rlimit own{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &own) == 0);
  const auto limit = [&](rlim_t bytes) {
    const rlimit now{std::min(bytes, own.rlim_max), own.rlim_max};
    REQUIRE(::prlimit(desk.process().id(), RLIMIT_FSIZE, &now, nullptr) == 0);
  };
  for (const rlim_t bytes : {0UL, 20'000UL}) {
    CAPTURE(bytes);
    crowd.come(desk, 40);
    limit(bytes);
    nobody_is_answered(desk, crowd);
    CHECK(becomes(desk, "recovering"));
    CHECK(desk.process().runs());
    limit(own.rlim_max);
    CHECK(becomes(desk, "ready"));
    crowd.ask_again(desk);
  }
  settle_and_stop(desk, data, crowd);
}

TEST_CASE(
    "a full disk: nothing is acknowledged, reads work, and saving resumes when there is space") {
  SmallDisk disk("16m");
  if (!is_mounted(disk)) return;
  const auto data = make_fest(disk.path() / "data");
  import_many_students(data);
  Desk desk(data);
  Crowd crowd;
  for (int round = 0; round < 2; ++round) {
    crowd.come(desk, 40);
    const std::size_t last = crowd.asked();
    disk.fill();
    nobody_is_answered(desk, crowd);
    CHECK(becomes(desk, "disk_full"));
    const Got refused = ask_for_a_seat(desk, "LATE");
    CHECK(refused.status == 503);
    CHECK(refused.body["reason"] == "disk_full");
    CHECK(refused.body["title"] == "The disk is full");
    CHECK(mentions(refused.body["detail"], "until there is space"));
    const Got ready = get(desk, "/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body["status"] == "disk_full");
    CHECK(mentions(ready.body["detail"], "The disk is full."));
    CHECK(get(desk, "/api/export/registrations.json").status == 200);
    const Got large = get(desk, "/api/export/students.csv");  // this one needs disk space itself
    CHECK(large.status == 503);
    CHECK(large.body["reason"] == "disk_full");
    CHECK(mentions(large.body["detail"], "The disk is full."));
    CHECK(get(desk, "/api/registrations?limit=500").body["registrations"].size() > 0);
    CHECK(json::parse(text_of(data / "registrations.json"))["registrations"].size() <= last);
    disk.empty();
    CHECK(becomes(desk, "ready"));  // without any request
    crowd.ask_again(desk);
  }
  settle_and_stop(desk, data, crowd);

  disk.fill();
  const Finished refused = run(serve_words(data));
  CHECK(refused.code == 4);
  CHECK(mentions(refused.err, "is full"));
  CHECK(mentions(refused.err, "start again"));
}

TEST_CASE("a stick is pulled under load: nothing more is acknowledged, and nothing is lost") {
  Stick stick;
  if (!is_mounted(stick)) return;
  const auto data = make_fest(stick.path() / "data");
  Crowd crowd;
  for (int pulls = 0; pulls < 2; ++pulls) {
    CAPTURE(pulls);
    {
      Desk desk(data);
      const bool wal = std::filesystem::exists(data / "lastseat.db-wal");
      MESSAGE(std::string(wal ? "with a write-ahead log" : "with a rollback journal"));
      crowd.ask_again(desk);
      crowd.come_while(desk, [&] {
        std::this_thread::sleep_for(300ms);
        stick.pull();
      });
      CHECK(crowd.unanswered() > 0);
      CHECK(becomes(desk, "recovering"));
      const Got refused = saving_is_refused(desk, "plug it in, stop Lastseat and start it again");
      CHECK(get(desk, "/healthz").status == 200);
      const Got events = get(desk, "/api/events");  // from memory, or not at all
      if (events.status != 200) CHECK(events.body["detail"] == refused.body["detail"]);
      CHECK(desk.stop() == 0);
    }
    stick.put_back();
    REQUIRE(stick.problem() == "");
  }
  Desk desk(data);
  settle_and_stop(desk, data, crowd);
}

// The database, the lock and the log still have files open on the stick that was pulled.
TEST_CASE("a stick is pulled and put back: nothing more is saved until the program is restarted") {
  Stick stick;
  if (!is_mounted(stick)) return;
  const auto data = make_fest(stick.path() / "data");
  Crowd crowd;
  {
    Desk desk(data);
    crowd.come(desk, 40);
    stick.pull();
    crowd.come(desk, 8);
    CHECK(becomes(desk, "recovering"));
    stick.put_back();
    REQUIRE(stick.problem() == "");
    CHECK(becomes(desk, "taken_away"));
    const Got refused = saving_is_refused(desk, "stop Lastseat and start it again");
    CHECK(desk.stop() == 0);
  }
  Desk desk(data);
  settle_and_stop(desk, data, crowd);
}

// A disk that reported "written" too early may leave an old page among the current ones. Its
// checksum is correct, and so is everything that SQLite checks when it opens the file.
TEST_CASE(
    "an old page in a closed fest is found in the background, and then nothing more is saved") {
  constexpr std::size_t kPage = 4096;
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  // One row is overwritten in place, so that the old page fits among the current ones.
  const auto file_after_naming = [&](const char* name) {
    Desk desk(data);
    httplib::Client client = desk.client();
    const json body{{"name", name}};
    REQUIRE(client.Put("/api/students/CHANGED", body.dump(), "application/json"));
    REQUIRE(desk.stop() == 0);
    return text_of(data / "lastseat.db");
  };
  const std::string before = file_after_naming("Asha A");
  const std::string now = file_after_naming("Asha B");
  // Finds an old page that the check notices but a start does not.
  std::unique_ptr<Desk> started;
  for (std::size_t at = kPage; at + kPage <= before.size() && !started; at += kPage) {
    std::string mixed = now;
    mixed.replace(at, kPage, before, at, kPage);
    if (mixed == now) continue;
    for (const char* side : {"lastseat.db-wal", "lastseat.db-shm"}) {
      std::filesystem::remove(data / side);
    }
    write_text(data / "lastseat.db", mixed);
    if (command_line({"check", "--data", data.string()}).code != 4) continue;
    try {
      started = std::make_unique<Desk>(data);
    } catch (const std::runtime_error&) {
      // SQLite noticed at once that this page does not fit.
    }
  }
  REQUIRE(started);
  Desk& desk = *started;
  CHECK(becomes(desk, "broken"));
  const Got refused = saving_is_refused(desk, "The data is damaged. Stop Lastseat, keep a copy");
  CHECK(refused.body["reason"] == "not_ready");
  CHECK(get(desk, "/api/events").status == 200);
  CHECK(mentions(text_of(data / "lastseat.log"), "is damaged, nothing more is saved"));
  CHECK(desk.stop() == 0);
}

TEST_CASE("a damaged file is refused at the start, and the message says what to do") {
  const TemporaryFolder folder;
  const auto data = make_fest(folder / "data");
  std::string bytes = text_of(data / "lastseat.db");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  write_text(data / "lastseat.db", bytes);
  const Finished refused = run(serve_words(data));
  CHECK(refused.code == 4);
  CHECK(refused.out == "");
  CHECK(mentions(refused.err, "cannot be used"));
  CHECK(mentions(refused.err, "Keep a copy of the whole folder. Its registrations.json"));
}
