#include "support/crowd.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

using nlohmann::json;

namespace lastseat::test {
namespace {

constexpr int kThreads = 4;
constexpr int kHotSeats = 40;

// Runs on one thread per desk.
template <class Work>
void at_every_desk(Work&& work) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
}

httplib::Result send(httplib::Client& client, const std::string& path, const std::string& key,
                     const std::string& body) {
  const httplib::Headers headers{{"Idempotency-Key", key}};
  if (body.empty()) return client.Delete(path, headers);
  return client.Post(path, headers, body, "application/json");
}

}  // namespace

std::filesystem::path make_fest(const std::filesystem::path& data) {
  const TemporaryFolder folder;
  const std::string times = ",2027-01-22T09:00,2027-01-22T12:00,";
  write_text(folder / "events.csv", "code,title,starts_at,ends_at,capacity\nHOT,Hot" + times +
                                        std::to_string(kHotSeats) + "\nBIG,Big" + times +
                                        "1000000\n");
  const Finished import =
      command_line({"import", "events", (folder / "events.csv").string(), "--data", data.string()});
  REQUIRE_MESSAGE(import.code == 0, import.err);
  return data;
}

json fetch(const Desk& desk, const std::string& path) {
  httplib::Client client = desk.client();
  const auto result = client.Get(path);
  REQUIRE(result);
  REQUIRE_MESSAGE(result->status == 200, result->body);
  return json::parse(result->body);
}

json exported_registrations(const Desk& desk) {
  return fetch(desk, "/api/export/registrations.json")["registrations"];
}

void Crowd::come(const Desk& desk, int most) {
  const int last = next_ + most;
  at_every_desk([&, this] { queue(desk, last); });
  for (std::size_t i = settled_; i < asked_.size(); ++i) unanswered_ += asked_[i].told ? 0U : 1U;
}

// Every fourth student wants the small event and accepts the waiting list. After every fifth, the
// oldest entry is cancelled, which gives its seat to those who wait.
void Crowd::queue(const Desk& desk, int last) {
  httplib::Client client = desk.client();
  client.set_read_timeout(patience_);
  for (int number = next_++; number < last; number = next_++) {
    const std::string roll = "S" + std::to_string(number);
    const bool hot = number % 4 == 0;
    const json body{{"event", hot ? "HOT" : "BIG"},
                    {"roll", roll},
                    {"waitlist", hot},
                    {"student", {{"name", "Student"}}}};
    const auto told = ask(client, {"r-" + roll, "/api/registrations", body.dump(), std::nullopt});
    if (!told) return;
    if (told->first == 201) enter(json::parse(told->second)["registration"]["id"]);
    if (number % 5 != 0) continue;
    const std::string first = take_first();
    if (first.empty()) continue;
    if (!ask(client, {"c-" + first, "/api/registrations/" + first, "", std::nullopt})) return;
  }
}

void Crowd::enter(const json& id) {
  const std::lock_guard lock(mutex_);
  entered_.push_back(id.dump());
}

std::string Crowd::take_first() {
  const std::lock_guard lock(mutex_);
  if (entered_.empty()) return {};
  std::string first = std::move(entered_.front());
  entered_.pop_front();
  return first;
}

std::optional<Crowd::Told> Crowd::ask(httplib::Client& client, Asked asked) {
  const auto result = send(client, asked.path, asked.key, asked.body);
  if (result && result->status < 500) asked.told = {result->status, result->body};
  const std::lock_guard lock(mutex_);
  asked_.push_back(asked);
  return asked.told;
}

void Crowd::ask_again_from(std::size_t first, const Desk& desk) {
  std::atomic<std::size_t> next = first;
  std::vector<std::string> wrong;
  at_every_desk([&, this] {
    httplib::Client client = desk.client();
    for (std::size_t i = next++; i < asked_.size(); i = next++) {
      const std::string problem = ask_again(client, asked_[i]);
      if (problem.empty()) continue;
      const std::lock_guard lock(mutex_);
      wrong.push_back(problem);
    }
  });
  CAPTURE(wrong.size());
  REQUIRE_MESSAGE(wrong.empty(), wrong.front());
  settled_ = asked_.size();
}

std::size_t Crowd::answered() const {
  return static_cast<std::size_t>(std::count_if(
      asked_.begin(), asked_.end(), [](const Asked& asked) { return asked.told.has_value(); }));
}

// Returns what is wrong with the answer.
std::string Crowd::ask_again(httplib::Client& client, Asked& asked) {
  const auto result = send(client, asked.path, asked.key, asked.body);
  if (!result) return asked.key + " was not answered";
  const Told now{result->status, result->body};
  const std::string shown = asked.key + " is answered " + std::to_string(now.first) + now.second;
  if (!asked.told) {
    asked.told = now;
    return now.first < 300 ? "" : shown;
  }
  if (now != *asked.told) return shown + ", and was " + asked.told->second;
  if (result->get_header_value("Idempotency-Replayed") != "true") return shown + ", as if new";
  return {};
}

void Crowd::check_list(const json& registrations) const {
  std::map<std::int64_t, json> listed;
  std::set<std::pair<std::string, int>> seats;
  for (const json& entry : registrations) {
    REQUIRE(listed.emplace(entry["id"], entry).second);
    if (entry["status"] == "confirmed")
      REQUIRE(seats.emplace(entry["event"], entry["seat"]).second);
  }
  std::size_t made = 0;
  std::set<std::int64_t> cancelled;
  for (const Asked& asked : asked_) {
    REQUIRE(asked.told);
    const json told = json::parse(asked.told->second);
    const json& registration = told["registration"];
    REQUIRE_MESSAGE(registration.is_object(), asked.told->second);
    const std::int64_t id = registration["id"];
    REQUIRE_MESSAGE(listed.contains(id), asked.told->second);
    for (const char* field : {"ticket", "event", "members", "registered_at"}) {
      REQUIRE(listed[id][field] == registration[field]);
    }
    made += asked.body.empty() ? 0U : 1U;
    if (asked.body.empty()) cancelled.insert(id);
  }
  CHECK(made == listed.size());
  for (const auto& [id, entry] : listed) {
    REQUIRE((entry["status"] == "cancelled") == cancelled.contains(id));
    if (entry["event"] == "HOT" && entry["status"] == "confirmed")
      REQUIRE(entry["seat"] <= kHotSeats);
  }
}

}  // namespace lastseat::test
