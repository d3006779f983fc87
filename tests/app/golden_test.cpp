// Golden fests: for every format of the file that anybody may have, a small fest that the program
// of that time made, with what was sent to it and answered. This program must open it, replay it,
// and answer every request as it was answered then.
//
// LASTSEAT_MAKE_GOLDEN=FOLDER build/dev/tests/test_app -tc="golden: make*"   makes one
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "support/desk.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

const std::filesystem::path kGolden = LASTSEAT_GOLDEN;

httplib::Result send(httplib::Client& client, const json& request) {
  httplib::Request wanted;
  wanted.method = request["method"];
  wanted.path = request["path"];
  for (const auto& [name, value] : request["headers"].items()) wanted.set_header(name, value);
  wanted.body = request["body"];
  return client.send(wanted);
}

json request(const std::string& method, const std::string& path, const std::string& body,
             const std::string& type = "application/json") {
  json headers{{"Lastseat-Desk", "north"}, {"Lastseat-Who", "Asha"}};
  if (!body.empty()) headers["Content-Type"] = type;
  return {{"method", method}, {"path", path}, {"headers", headers}, {"body", body}};
}

json post(const std::string& path, const json& body) { return request("POST", path, body.dump()); }

// One of every kind, refusals too. "{TICKET}" is the ticket of the first entry.
std::vector<json> a_day() {
  return {
      request("POST", "/api/import/events",
              "code,title,category,venue,starts_at,ends_at,capacity,fee,team_min,team_max\n"
              "ROBO,Robo Race,Robotics,Arena,2027-01-22T09:00,2027-01-22T12:30,2,300.50,1,1\n"
              "LINE,Line Follower,Robotics,Hall 2,2027-01-22T10:00,2027-01-22T11:00,5,0,2,3\n",
              "text/csv"),
      request("POST", "/api/import/students",
              "roll,name,email,phone,college,year\n"
              "21CS001,Aarav Iyer,aarav@example.edu,9000010000,Riverside,1\n"
              "22EC002,Ishita Rao,ishita@example.edu,9000010037,Lakeside,2\n"
              "23ME003,Omar Thomas,,,Hillview,\n",
              "text/csv"),
      request("POST", "/api/import/students", "roll,name\nA,B\nA,C\n", "text/csv"),
      post("/api/events", {{"code", "QUIZ"},
                           {"title", "Quiz"},
                           {"starts_at", "2027-01-23T09:00"},
                           {"ends_at", "2027-01-23T10:00"},
                           {"capacity", 1}}),
      post("/api/events", {{"code", "quiz"},
                           {"title", "Quiz"},
                           {"starts_at", "2027-01-23T09:00"},
                           {"ends_at", "2027-01-23T10:00"},
                           {"capacity", 1}}),
      post("/api/registrations", {{"event", "ROBO"}, {"roll", "21cs001"}}),
      post("/api/registrations",
           {{"event", "LINE"}, {"members", {"21CS001", "22EC002"}}, {"team", "The Two"}}),
      post("/api/registrations",
           {{"event", "ROBO"},
            {"roll", "W-1"},
            {"student", {{"name", "Zoë Ng"}, {"phone", "9000099999"}, {"year", 3}}}}),
      post("/api/registrations", {{"event", "ROBO"}, {"roll", "23ME003"}}),
      post("/api/registrations", {{"event", "ROBO"}, {"roll", "23ME003"}, {"waitlist", true}}),
      post("/api/registrations", {{"event", "ROBO"}, {"roll", "23ME003"}}),
      post("/api/registrations", {{"event", "GONE"}, {"roll", "23ME003"}}),
      post("/api/registrations", {{"event", "QUIZ"}, {"roll", "NOBODY"}}),
      post("/api/checkins", {{"ticket", "{TICKET}"}}),
      post("/api/checkins", {{"ticket", "{TICKET}"}}),
      request("DELETE", "/api/checkins/{TICKET}", ""),
      request("DELETE", "/api/registrations/1", ""),
      request("DELETE", "/api/registrations/1", ""),
      request("PATCH", "/api/events/QUIZ", json{{"capacity", 3}, {"state", "closed"}}.dump()),
      request("PATCH", "/api/events/ROBO", json{{"capacity", 1}}.dump()),
      request("PUT", "/api/students/22EC002", json{{"name", "Ishita R. Rao"}}.dump()),
      request("PATCH", "/api/fest", json{{"time_clash", "refuse"}, {"entry_limit", 2}}.dump()),
      post("/api/registrations", {{"event", "QUIZ"}, {"roll", "23ME003"}}),
      request("DELETE", "/api/students/21CS001", ""),
      request("DELETE", "/api/registrations/999", ""),
  };
}

void write_json(const std::filesystem::path& file, const json& value) {
  std::ofstream(file) << value.dump(1) << '\n';
}

// The answer without the sentences, which may be worded better.
json members_of(const std::string& body) {
  json members = json::parse(body);
  for (const char* sentence : {"title", "detail", "type"}) members.erase(sentence);
  if (members.contains("invalid")) {
    for (json& row : members["invalid"]) row.erase("reason");
  }
  return members;
}

}  // namespace

TEST_CASE("golden: make a fest and write down what was sent and answered" *
          doctest::skip(std::getenv("LASTSEAT_MAKE_GOLDEN") == nullptr)) {
  const TemporaryFolder folder;
  json day = json::array();
  {
    Desk desk(folder / "data");
    httplib::Client client = desk.client();
    std::string ticket;
    for (json& each : a_day()) {
      std::string text = each.dump();
      for (std::size_t at; (at = text.find("{TICKET}")) != std::string::npos;) {
        text.replace(at, 8, ticket);
      }
      json sent = json::parse(text);
      sent["headers"]["Idempotency-Key"] = "golden-" + std::to_string(day.size());
      const httplib::Result result = send(client, sent);
      REQUIRE(result);
      if (ticket.empty() && result->status == 201) {
        const json body = json::parse(result->body);
        if (body.contains("registration")) ticket = body["registration"]["ticket"];
      }
      day.push_back({{"request", sent}, {"status", result->status}, {"body", result->body}});
    }
    REQUIRE(desk.stop() == 0);
  }
  const std::filesystem::path golden = std::getenv("LASTSEAT_MAKE_GOLDEN");
  std::filesystem::create_directories(golden);
  std::filesystem::copy_file(folder / "data/lastseat.db", golden / "lastseat.db");
  const Finished checked = command_line({"check", "--data", (folder / "data").string()});
  const std::string head = checked.out.substr(checked.out.rfind(' ') + 1);
  write_json(golden / "day.json", {{"head", head.substr(0, head.find('\n'))}, {"day", day}});
}

TEST_CASE("golden: every old fest opens, is sound, and gives its old answers") {
  std::size_t fests = 0;
  for (const auto& entry : std::filesystem::directory_iterator(kGolden)) {
    if (!entry.is_directory()) continue;
    CAPTURE(entry.path().string());
    ++fests;
    const json golden = json::parse(text_of(entry.path() / "day.json"));
    const TemporaryFolder folder;
    std::filesystem::create_directory(folder / "data");
    std::filesystem::copy_file(entry.path() / "lastseat.db", folder / "data/lastseat.db");
    const std::vector<std::string> check{"check", "--data", (folder / "data").string(), "--head",
                                         golden["head"]};
    CHECK(command_line(check).code == 0);
    {
      Desk desk(folder / "data");
      httplib::Client client = desk.client();
      for (const json& each : golden["day"]) {
        CAPTURE(each.dump());
        const httplib::Result again = send(client, each["request"]);
        REQUIRE(again);
        CHECK(again->status == each["status"]);
        CHECK(again->get_header_value("Idempotency-Replayed") == "true");
        const json then = members_of(each["body"].get<std::string>());
        const json now = members_of(again->body);
        CHECK(now["seq"] == then["seq"]);
        // A row that an erasure names has tokens where the names were.
        const bool erased = again->body.find("\"~") != std::string::npos;
        if (!erased) CHECK(now == then);
      }
      CHECK(send(client, post("/api/events", {{"code", "NEW"},
                                              {"title", "New"},
                                              {"starts_at", "2027-01-24T09:00"},
                                              {"ends_at", "2027-01-24T10:00"},
                                              {"capacity", 1}}))
                ->status == 201);
      CHECK(send(client, post("/api/registrations", {{"event", "NEW"}, {"roll", "W-1"}}))->status ==
            201);
      CHECK(desk.stop() == 0);
    }
    CHECK(command_line(check).code == 0);
  }
  CHECK(fests > 0);
}
