#include <doctest/doctest.h>

#include "support/desk.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

const std::vector<std::string> kHers{"Asha Raman", "asha77@example.edu", "98450 77777", "CS-77"};

// Asha and Omar have entries; a mirror from before a disk failure was kept.
void fill(const std::filesystem::path& data) {
  Desk desk(data);
  httplib::Client client = desk.client();
  const json event{{"code", "QUIZ"},
                   {"title", "Quiz"},
                   {"starts_at", "2027-01-22T09:00"},
                   {"ends_at", "2027-01-22T10:00"},
                   {"capacity", 9}};
  REQUIRE(client.Post("/api/events", event.dump(), "application/json")->status == 201);
  const json asha{{"event", "QUIZ"},
                  {"roll", "CS-77"},
                  {"student", {{"name", kHers[0]}, {"email", kHers[1]}, {"phone", kHers[2]}}}};
  const json omar{{"event", "QUIZ"}, {"roll", "CS-78"}, {"student", {{"name", "Omar"}}}};
  REQUIRE(client
              .Post("/api/registrations", {{"Idempotency-Key", "asha"}}, asha.dump(),
                    "application/json")
              ->status == 201);
  REQUIRE(client.Post("/api/registrations", omar.dump(), "application/json")->status == 201);
  REQUIRE(client.Get("/api/students?q=asha%20raman")->status == 200);
  REQUIRE(desk.stop() == 0);
  std::filesystem::copy_file(data / "registrations.json", data / "registrations-99.json");
}

std::string hers_in(const std::filesystem::path& data) {
  std::string found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data)) {
    for (const std::string& each : kHers) {
      if (text_of(entry.path()).find(each) == std::string::npos) continue;
      found += entry.path().filename().string() + ": " + each + "\n";
    }
  }
  return found;
}

}  // namespace

TEST_CASE("erase: the desk answers when no byte of the student is left in any file") {
  const TemporaryFolder folder;
  const auto data = folder / "data";
  fill(data);
  REQUIRE(hers_in(data) != "");
  Desk desk(data);
  httplib::Client client = desk.client();
  CHECK(client.Delete("/api/students/NOBODY")->status == 404);
  const auto erased =
      client.Delete("/api/students/cs-77", httplib::Headers{{"Idempotency-Key", "erase"}});
  REQUIRE(erased);
  REQUIRE(erased->status == 200);
  CHECK(hers_in(data) == "");
  const json body = json::parse(erased->body);
  CHECK(body["outcome"] == "erased");
  CHECK(body["rows"] == json::array({2}));
  const auto again =
      client.Delete("/api/students/cs-77", httplib::Headers{{"Idempotency-Key", "erase"}});
  CHECK(again->body == erased->body);
  const auto retry =
      client.Post("/api/registrations", {{"Idempotency-Key", "asha"}}, "{}", "application/json");
  CHECK(retry->status == 422);  // an entry without fields is none, whatever its key
  CHECK(client.Get("/api/students/CS-77")->status == 404);
  const json kept = json::parse(text_of(data / "registrations-99.json"));
  CHECK(kept["registrations"].size() == 2);
  CHECK(kept["registrations"][1]["members"][0]["name"] == "Omar");
  CHECK(desk.stop() == 0);
  std::filesystem::remove(data / "registrations-99.json");
  CHECK(command_line({"check", "--data", data.string()}).code == 0);
}

TEST_CASE("erase: on the command line, a person must type yes; --yes is for scripts") {
  const TemporaryFolder folder;
  const auto data = folder / "data";
  fill(data);
  const auto erase = [&](std::vector<std::string> more) {
    std::vector<std::string> words{"erase", "--data", data.string()};
    words.insert(words.end(), more.begin(), more.end());
    return command_line(words);
  };
  const Finished unasked = erase({"CS-77"});
  CHECK(unasked.code == 1);
  CHECK(unasked.out.find("Asha Raman (CS-77), 1 entry.") != std::string::npos);
  CHECK(unasked.err == "lastseat: Nothing was erased.\n");
  CHECK(hers_in(data) != "");
  CHECK(erase({"NOBODY", "--yes"}).code == 1);
  {
    const Desk desk(data);
    CHECK(erase({"CS-77", "--yes"}).code == 4);
  }
  const Finished done = erase({"cs-77", "--yes"});
  CHECK(done.err == "");
  CHECK(done.code == 0);
  CHECK(hers_in(data) == "");
  CHECK(json::parse(text_of(data / "registrations.json"))["registrations"].size() == 2);
  CHECK(std::distance(std::filesystem::directory_iterator(data), {}) == 5);
  std::filesystem::remove(data / "registrations-99.json");
  CHECK(command_line({"check", "--data", data.string()}).code == 0);
}
