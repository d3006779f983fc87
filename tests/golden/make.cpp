// Makes a golden fest: what was sent to it and answered, in day.json, and its database.
//
//   golden_make FOLDER   the folder must not exist
#include <cstdio>
#include <exception>
#include <fstream>

#include "golden/request.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

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

void make(const std::filesystem::path& golden) {
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
      if (!result) throw std::runtime_error("no answer");
      if (ticket.empty() && result->status == 201) {
        const json body = json::parse(result->body);
        if (body.contains("registration")) ticket = body["registration"]["ticket"];
      }
      day.push_back({{"request", sent}, {"status", result->status}, {"body", result->body}});
    }
    if (desk.stop() != 0) throw std::runtime_error("it did not stop in order");
  }
  std::filesystem::create_directories(golden);
  std::filesystem::copy_file(folder / "data/lastseat.db", golden / "lastseat.db");
  const Finished checked = command_line({"check", "--data", (folder / "data").string()});
  const std::string head = checked.out.substr(checked.out.rfind(' ') + 1);
  write_json(golden / "day.json", {{"head", head.substr(0, head.find('\n'))}, {"day", day}});
}

}  // namespace

int main(int count, char** words) try {
  if (count != 2) throw std::runtime_error("name a folder");
  make(words[1]);
} catch (const std::exception& error) {
  std::fprintf(stderr, "golden_make: %s\n", error.what());
  return 1;
}
