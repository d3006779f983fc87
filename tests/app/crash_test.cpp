// The program is killed as if the power went, in the middle of the crowd, again and again. What it
// has answered must be there afterwards, and a retry must be told exactly what was told before.

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>

#include "support/desk.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

constexpr int kThreads = 4;
constexpr int kHotSeats = 40;

int kills() {
  const char* value = std::getenv("LASTSEAT_KILLS");
  return value ? std::atoi(value) : 5;
}

struct Asked {
  std::string event;
  std::string roll;
  std::string key;
  std::optional<std::pair<int, std::string>> answer;  // absent: the connection broke before it came
};

std::string event_row(const std::string& code, int capacity) {
  return code + "," + code + ",2027-01-22T09:00,2027-01-22T12:00," + std::to_string(capacity) +
         "\n";
}

void make_fest(const TemporaryFolder& folder, int students) {
  write_text(folder / "events.csv", "code,title,starts_at,ends_at,capacity\n" +
                                        event_row("HOT", kHotSeats) + event_row("BIG", 1'000'000));
  std::string rolls = "roll,name\n";
  for (int i = 0; i < students; ++i) rolls += "S" + std::to_string(i) + ",Student\n";
  write_text(folder / "students.csv", rolls);
  for (const std::string what : {"events", "students"}) {
    const Finished import = command_line({"import", what, (folder / (what + ".csv")).string(),
                                          "--data", (folder / "data").string()});
    REQUIRE(import.code == 0);
  }
}

// Everything that clients asked, and what they were told.
class History {
 public:
  explicit History(int students) : students_(students) {}

  // Registers one student after the other until the desk is gone.
  void crowd(const Desk& desk) {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) threads.emplace_back([&] { queue(desk); });
    for (std::thread& thread : threads) thread.join();
  }

  // Asks all again from `first` on. What was answered must be answered the same; the rest is
  // settled.
  void retry_from(std::size_t first, const Desk& desk) {
    httplib::Client client = desk.client();
    for (std::size_t i = first; i < all_.size(); ++i) {
      Asked& asked = all_[i];
      const auto result = register_student(client, asked.event, asked.roll, asked.key);
      REQUIRE(result);
      const std::pair answer{result->status, result->body};
      if (asked.answer) {
        REQUIRE(answer == *asked.answer);
        REQUIRE(result->get_header_value("Idempotency-Replayed") == "true");
      }
      asked.answer = answer;
    }
  }

  const std::vector<Asked>& all() const { return all_; }

 private:
  void queue(const Desk& desk) {
    httplib::Client client = desk.client();
    while (true) {
      const int number = next_++;
      if (number >= students_) return;
      Asked asked{number % 4 == 0 ? "HOT" : "BIG", "S" + std::to_string(number),
                  "key-" + std::to_string(number), std::nullopt};
      const auto result = register_student(client, asked.event, asked.roll, asked.key);
      if (result) asked.answer = {result->status, result->body};
      const std::lock_guard lock(mutex_);
      all_.push_back(asked);
      if (!result) return;
    }
  }

  const int students_;
  std::atomic<int> next_ = 0;
  std::mutex mutex_;
  std::vector<Asked> all_;
};

json exported_registrations(const std::filesystem::path& data) {
  const Finished found =
      command_line({"export", "registrations", "--format", "json", "--data", data.string()});
  REQUIRE(found.code == 0);
  return json::parse(found.out)["registrations"];
}

void check_nothing_is_lost(const History& history, const std::filesystem::path& data) {
  std::map<std::string, json> by_roll;
  std::set<std::pair<std::string, int>> seats;
  for (const json& entry : exported_registrations(data)) {
    REQUIRE(by_roll.emplace(entry["members"][0]["roll"], entry).second);
    REQUIRE(seats.emplace(entry["event"], entry["seat"]).second);
  }
  std::size_t confirmed = 0;
  std::size_t hot = 0;
  for (const Asked& asked : history.all()) {
    REQUIRE(asked.answer);
    const json body = json::parse(asked.answer->second);
    if (asked.answer->first == 201) {
      ++confirmed;
      hot += asked.event == "HOT" ? 1U : 0U;
      REQUIRE(by_roll.contains(asked.roll));
      REQUIRE(by_roll[asked.roll] == body["registration"]);
    } else {
      REQUIRE(asked.answer->first == 409);
      REQUIRE(body["reason"] == "event_full");
      REQUIRE_FALSE(by_roll.contains(asked.roll));
    }
  }
  CHECK(confirmed == by_roll.size());
  CHECK(hot <= kHotSeats);
}

}  // namespace

TEST_CASE("crash: killed in the middle of the crowd, it loses nothing that it answered") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  const TemporaryFolder folder;
  const int students = 2000 + kills() * 1000;
  make_fest(folder, students);
  History history(students);
  std::size_t settled = 0;
  std::size_t unanswered = 0;
  for (int round = 0; round < kills(); ++round) {
    CAPTURE(round);
    Desk desk(folder / "data");
    history.retry_from(settled, desk);
    settled = history.all().size();
    std::thread killer([&, wait = std::uniform_int_distribution<int>(20, 400)(random)] {
      std::this_thread::sleep_for(std::chrono::milliseconds(wait));
      desk.process().signal(SIGKILL);
    });
    history.crowd(desk);
    killer.join();
    CHECK(desk.process().wait() == -SIGKILL);
    for (std::size_t i = settled; i < history.all().size(); ++i) {
      unanswered += history.all()[i].answer ? 0U : 1U;
    }
  }
  {
    Desk desk(folder / "data");
    history.retry_from(0, desk);
    desk.process().signal(SIGTERM);
    CHECK(desk.process().wait() == 0);
  }
  check_nothing_is_lost(history, folder / "data");
  const Finished check = command_line({"check", "--data", (folder / "data").string()});
  CHECK(check.code == 0);
  CHECK(check.err == "");
  MESSAGE(kills() << " kills, " << history.all().size() << " asked, " << unanswered
                  << " of them not answered before the kill");
  CHECK(history.all().size() > static_cast<std::size_t>(kills()));
}

TEST_CASE("stop: SIGTERM in the middle of the crowd ends it with 0, and all it answered is saved") {
  const TemporaryFolder folder;
  make_fest(folder, 5000);
  History history(5000);
  Desk desk(folder / "data");
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    desk.process().signal(SIGTERM);
    desk.process().signal(SIGINT);
  });
  history.crowd(desk);
  stopper.join();
  CHECK(desk.process().wait() == 0);

  const json entries = exported_registrations(folder / "data");
  std::set<std::string> rolls;
  for (const json& entry : entries) rolls.insert(entry["members"][0]["roll"]);
  std::size_t saved = 0;
  for (const Asked& asked : history.all()) {
    if (!asked.answer || asked.answer->first != 201) continue;
    ++saved;
    REQUIRE(rolls.contains(asked.roll));
  }
  CHECK(saved > 0);
  const json mirror = json::parse(text_of(folder / "data/registrations.json"));
  CHECK(mirror["registrations"] == entries);
  CHECK(command_line({"check", "--data", (folder / "data").string()}).code == 0);
}
