// A registration day at its real size, over HTTP, against the real program: 36 events, 6,000
// students, 64 clients at once. An audit that knows none of the rules counts the answers and
// compares them with the program's own counts, the mirror and `lastseat check`.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <latch>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <thread>

#include "support/campaign.h"
#include "support/desk.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

constexpr int kEvents = 36;
constexpr int kStudents = kSanitized ? 600 : 6000;
constexpr int kRushes = kSanitized ? 2 : 20;
constexpr int kClients = 64;
constexpr int kAskEach = 3;

std::string roll(int number) { return "CH26B" + std::to_string(10000 + number); }

// Every fourth event is for teams.
std::string events_csv() {
  std::string csv = "code,title,starts_at,ends_at,capacity,team_min,team_max\n";
  for (int i = 0; i < kEvents; ++i) {
    csv += "EV" + std::to_string(i) + ",Event " + std::to_string(i) +
           ",2027-01-22T09:00,2027-01-22T12:00," + std::to_string(12 + (i * 37) % 400) +
           (i % 4 == 0 ? ",2,4\n" : ",1,1\n");
  }
  return csv;
}

std::string students_csv() {
  std::string csv = "roll,name\n";
  for (int i = 0; i < kStudents; ++i) csv += roll(i) + ",Student " + std::to_string(i) + "\n";
  return csv;
}

// LASTSEAT_FEST names a folder with another fest to use: an events.csv and a students.csv.
std::string csv_of(const std::string& what, const std::string& made) {
  const char* folder = std::getenv("LASTSEAT_FEST");
  return folder ? text_of(std::filesystem::path(folder) / (what + ".csv")) : made;
}

std::vector<std::string> rolls_in(const std::string& csv) {
  std::vector<std::string> rolls;
  std::istringstream lines(csv);
  std::string line;
  std::getline(lines, line);  // the column names; the roll comes first
  while (std::getline(lines, line)) rolls.push_back(line.substr(0, line.find(',')));
  return rolls;
}

void import(const Desk& desk, const std::string& what, const std::string& csv) {
  httplib::Client client = desk.client();
  const auto result = client.Post("/api/import/" + what, csv, "text/csv");
  REQUIRE(result);
  REQUIRE(result->status == 200);
}

void add_event(const Desk& desk, const std::string& code, int seats) {
  httplib::Client client = desk.client();
  const json event{{"code", code},
                   {"title", code},
                   {"starts_at", "2027-01-22T09:00"},
                   {"ends_at", "2027-01-22T12:00"},
                   {"capacity", seats}};
  REQUIRE(client.Post("/api/events", event.dump(), "application/json")->status == 201);
}

struct Ask {
  std::string event;
  json members;
  int status = 0;
  json answer = {};
};

// Every student registers for different events, with as many others as a team needs.
std::vector<Ask> requests(const json& events, const std::vector<std::string>& rolls,
                          unsigned seed) {
  std::mt19937 dice(seed);
  std::vector<Ask> all;
  for (const std::string& student : rolls) {
    std::set<std::size_t> drawn;
    while (drawn.size() < kAskEach) drawn.insert(dice() % events.size());
    for (const std::size_t event : drawn) {
      std::set<std::string> members{student};
      while (members.size() < events[event]["team_min"])
        members.insert(rolls[dice() % rolls.size()]);
      all.push_back({events[event]["code"], members});
    }
  }
  std::shuffle(all.begin(), all.end(), dice);
  return all;
}

// Sends all requests, each once, from many clients at the same time, accepting the waiting list.
void ask_all(const Desk& desk, std::vector<Ask>& all) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      httplib::Client client = desk.client();
      for (std::size_t at = next++; at < all.size(); at = next++) {
        Ask& ask = all[at];
        const json body{{"event", ask.event}, {"members", ask.members}, {"waitlist", true}};
        const auto result =
            client.Post("/api/registrations", {{"Idempotency-Key", "k" + std::to_string(at)}},
                        body.dump(), "application/json");
        if (!result) continue;  // leaves status 0, which the audit rejects
        ask.status = result->status;
        ask.answer = json::parse(result->body);
      }
    });
  }
  for (std::thread& client : clients) client.join();
}

json fetch(const Desk& desk, const std::string& path) {
  httplib::Client client = desk.client();
  const auto result = client.Get(path);
  REQUIRE(result);
  REQUIRE(result->status == 200);
  return json::parse(result->body);
}

bool by_seq(const Ask* a, const Ask* b) { return a->answer["seq"] < b->answer["seq"]; }

// The answers for one event must be consistent: in sequence order, the first `capacity` entries get
// the seats 1, 2, 3 …, the rest wait at 1, 2, 3 …, and nobody without an entry is refused.
void audit_event(const json& event, std::vector<const Ask*> told) {
  std::sort(told.begin(), told.end(), by_seq);
  const std::int64_t seats = event["capacity"];
  std::int64_t place = 0;
  std::set<std::string> entered;
  for (const Ask* ask : told) {
    const bool is_in = std::any_of(ask->members.begin(), ask->members.end(),
                                   [&](const json& one) { return entered.contains(one); });
    if (is_in) {
      REQUIRE(ask->answer["reason"] == "already_registered");
      continue;
    }
    REQUIRE(ask->status == 201);
    entered.insert(ask->members.begin(), ask->members.end());
    ++place;
    const json& registration = ask->answer["registration"];
    if (place <= seats) {
      REQUIRE(ask->answer["outcome"] == "confirmed");
      REQUIRE(registration["seat"] == place);
    } else {
      REQUIRE(ask->answer["outcome"] == "waitlisted");
      REQUIRE(registration["position"] == place - seats);
    }
  }
  CHECK(event["taken"] == std::min(place, seats));
  CHECK(event["waiting"] == std::max<std::int64_t>(0, place - seats));
}

// Every command has its own sequence number; 1 and 2 are the imports.
void audit_sequence(const std::vector<Ask>& all) {
  std::set<std::int64_t> sequences;
  for (const Ask& ask : all) {
    REQUIRE(ask.status != 0);
    sequences.insert(ask.answer["seq"].get<std::int64_t>());
  }
  CHECK(sequences.size() == all.size());
  CHECK(*sequences.begin() == 3);
  CHECK(*sequences.rbegin() == static_cast<std::int64_t>(all.size()) + 2);
}

}  // namespace

TEST_CASE("a fest day: 6,000 students ask for three events each, and every answer is kept") {
  const auto seed = std::random_device{}();
  CAPTURE(seed);
  TemporaryFolder folder;
  const std::string students = csv_of("students", students_csv());
  std::vector<Ask> all;
  json kept;
  {
    Desk desk(folder / "data");
    import(desk, "events", csv_of("events", events_csv()));
    import(desk, "students", students);
    all = requests(fetch(desk, "/api/events")["events"], rolls_in(students), seed);
    const auto start = std::chrono::steady_clock::now();
    ask_all(desk, all);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    MESSAGE(all.size() << " requests from " << kClients << " clients in " << took.count() << " s");

    audit_sequence(all);
    std::map<std::string, std::vector<const Ask*>> told;
    for (const Ask& ask : all) told[ask.event].push_back(&ask);
    const json events = fetch(desk, "/api/events")["events"];
    CHECK(events.size() == told.size());
    for (const json& event : events) audit_event(event, told[event["code"]]);

    kept = fetch(desk, "/api/export/registrations.json")["registrations"];
    CHECK(desk.stop() == 0);
  }
  const auto made =
      std::count_if(all.begin(), all.end(), [](const Ask& ask) { return ask.status == 201; });
  CHECK(kept.size() == static_cast<std::size_t>(made));
  const json mirror = json::parse(text_of(folder / "data" / "registrations.json"));
  CHECK(mirror["version"] == static_cast<std::int64_t>(all.size()) + 2);
  CHECK(mirror["registrations"] == kept);
  const Finished check = command_line({"check", "--data", (folder / "data").string()});
  CHECK(check.code == 0);
  CHECK(check.err == "");
}

TEST_CASE(
    "forty seats, 300 clients at once, round after round: exactly forty each, seats 1 to 40") {
  constexpr int kRush = 300;
  TemporaryFolder folder;
  Desk desk(folder / "data");
  import(desk, "students", students_csv());
  for (int round = 0; round < kRushes; ++round) {
    const std::string event = "RUSH" + std::to_string(round);
    add_event(desk, event, 40);
    std::latch start(kRush);
    std::array<json, kRush> answers;
    std::vector<std::thread> clients;
    for (std::size_t i = 0; i < kRush; ++i) {
      clients.emplace_back([&, i] {
        httplib::Client client = desk.client();
        start.arrive_and_wait();
        const auto result = register_student(client, event, roll(static_cast<int>(i)),
                                             event + "-" + std::to_string(i));
        if (result) answers[i] = json::parse(result->body);
      });
    }
    for (std::thread& client : clients) client.join();
    std::set<int> seats;
    int full = 0;
    for (const json& answer : answers) {
      REQUIRE(answer.is_object());
      if (answer.contains("registration")) {
        seats.insert(answer["registration"]["seat"].get<int>());
      } else {
        REQUIRE(answer["reason"] == "event_full");
        REQUIRE(answer["last_seat"]["seq"] < answer["seq"]);
        ++full;
      }
    }
    CHECK(seats.size() == 40);
    CHECK(*seats.begin() == 1);
    CHECK(*seats.rbegin() == 40);
    CHECK(full == kRush - 40);
  }
}
