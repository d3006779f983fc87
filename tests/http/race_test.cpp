// The last seat goes to exactly one entry, over HTTP, whatever arrives at once.
#include <doctest/doctest.h>

#include <latch>
#include <map>
#include <set>

#include "http/running_server.h"
#include "store/values/event.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

// Runs `each(i)` on so many threads, started at the same moment, and returns the results.
template <class Each>
std::vector<Got> at_once(int count, Each each) {
  std::vector<Got> answers(static_cast<std::size_t>(count));
  std::latch ready(count);
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      ready.arrive_and_wait();
      answers[static_cast<std::size_t>(i)] = each(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
  return answers;
}

std::map<std::string, int> counted(const std::vector<Got>& answers) {
  std::map<std::string, int> out;
  for (const Got& each : answers) {
    const Json body = each.json();
    ++out[body.contains("outcome") ? body["outcome"].get<std::string>() : each.reason()];
  }
  return out;
}

}  // namespace

TEST_CASE("race: 200 clients, 40 seats, and each seat is given once") {
  RunningServer server;
  for (int round = 0; round < 3; ++round) {
    const std::string event = "ROBO" + std::to_string(round);
    server.add_event(event, 40);
    const std::vector<Got> answers = at_once(200, [&](int i) {
      return server.post("/api/registrations", server.walk_in(event, std::to_string(i)));
    });
    CHECK(counted(answers) == std::map<std::string, int>{{"confirmed", 40}, {"event_full", 160}});
    std::set<int> seats;
    std::set<Seq> places;
    for (const Got& each : answers) {
      places.insert(each.json()["seq"].get<Seq>());
      if (each.status == 201) seats.insert(each.json()["registration"]["seat"].get<int>());
    }
    CHECK(seats.size() == 40);
    CHECK(*seats.begin() == 1);
    CHECK(*seats.rbegin() == 40);
    CHECK(places.size() == 200);
    CHECK(*places.rbegin() - *places.begin() == 199);  // no gap, no place twice
  }
  CHECK(server.findings() == "");
}

TEST_CASE("race: the others wait in one line, and each cancellation promotes its head") {
  RunningServer server;
  server.add_event("ROBO", 10);
  const std::vector<Got> answers = at_once(60, [&](int i) {
    return server.post("/api/registrations", server.walk_in("ROBO", std::to_string(i), true));
  });
  CHECK(counted(answers) == std::map<std::string, int>{{"confirmed", 10}, {"waitlisted", 50}});
  std::set<int> positions;
  std::vector<std::string> seated;
  for (const Got& each : answers) {
    const Json body = each.json();
    if (body["outcome"] == "confirmed") seated.push_back(body["registration"]["id"].dump());
    if (body["outcome"] == "waitlisted") positions.insert(body["position"].get<int>());
  }
  CHECK(positions.size() == 50);
  CHECK(*positions.rbegin() == 50);
  const std::vector<Got> cancelled = at_once(10, [&](int i) {
    return server.remove("/api/registrations/" + seated[static_cast<std::size_t>(i)]);
  });
  std::set<Seq> promoted;
  for (const Got& each : cancelled) {
    REQUIRE(each.status == 200);
    REQUIRE(each.json()["promoted"].size() == 1);
    promoted.insert(each.json()["promoted"][0]["id"].get<Seq>());
  }
  // The ten that had waited longest.
  std::vector<Seq> waited;
  for (const Got& each : answers) {
    if (each.json()["outcome"] == "waitlisted")
      waited.push_back(each.json()["registration"]["id"].get<Seq>());
  }
  std::sort(waited.begin(), waited.end());
  CHECK(promoted == std::set<Seq>(waited.begin(), waited.begin() + 10));
  CHECK(server.findings() == "");
}

TEST_CASE("race: the same key from many clients is one registration, and all get the same bytes") {
  RunningServer server;
  server.add_event("ROBO", 40);
  const Seq before = server.journal_length();
  const std::vector<Got> answers = at_once(40, [&](int) {
    return server.post("/api/registrations", server.walk_in("ROBO", "1"),
                       {{"Idempotency-Key", "one"}});
  });
  int fresh = 0;
  for (const Got& each : answers) {
    CHECK(each.status == 201);
    CHECK(each.body == answers.front().body);
    if (each.header("Idempotency-Replayed").empty()) ++fresh;
  }
  CHECK(fresh == 1);
  CHECK(server.journal_length() == before + 1);
  CHECK(server.reader().read(find_event, EventCode{"ROBO"})->taken == 1);
}

TEST_CASE("race: one student at many desks gets one entry, and the other desks are told which") {
  RunningServer server;
  server.add_event("ROBO", 40);
  const std::vector<Got> answers = at_once(
      30, [&](int) { return server.post("/api/registrations", server.walk_in("ROBO", "1")); });
  CHECK(counted(answers) ==
        std::map<std::string, int>{{"already_registered", 29}, {"confirmed", 1}});
  for (const Got& each : answers) {
    CHECK(each.json()["registration"]["ticket"] ==
          answers.front().json()["registration"]["ticket"]);
  }
}

TEST_CASE("race: registering while the capacity changes never confirms more than fit") {
  RunningServer server;
  server.add_event("ROBO", 5);
  const std::vector<Got> answers = at_once(80, [&](int i) {
    if (i % 8 == 0)
      return server.patch("/api/events/ROBO",
                          R"({"capacity":)" + std::to_string(3 + i % 5 * 4) + "}");
    return server.post("/api/registrations", server.walk_in("ROBO", std::to_string(i), i % 2 == 0));
  });
  for (const Got& each : answers) {
    const Json body = each.json();
    const Json event = body.contains("event") ? body["event"] : body;
    if (event.contains("taken")) {
      CHECK(event["taken"].get<int>() <= event["capacity"].get<int>());
    }
  }
  CHECK(server.findings() == "");
}
