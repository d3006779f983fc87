// Lastseat-Fest and Lastseat-Head: which fest an answer is from, and whether a request was meant
// for it.
#include <doctest/doctest.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "http/running_server.h"
#include "store/journal/head.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

using Headers = httplib::Headers;

Headers seen_in(const Got& got) {
  return {{"Lastseat-Fest", got.header("Lastseat-Fest")},
          {"Lastseat-Head", got.header("Lastseat-Head")}};
}

std::string header_of(const std::string& answer, const std::string& name) {
  const std::size_t at = answer.find(name + ": ");
  if (at == std::string::npos) return {};
  const std::size_t from = at + name.size() + 2;
  return answer.substr(from, answer.find("\r\n", from) - from);
}

std::string with_other_end(std::string text) {
  text.back() = text.back() == '0' ? '1' : '0';
  return text;
}

}  // namespace

TEST_CASE("heads: every answer says which fest it is from, and how far its journal goes") {
  RunningServer server;
  const std::string fest = server.writer().identity();
  CHECK(fest.size() == 32);
  CHECK(server.get("/api/events").header("Lastseat-Head") == "0:" + fest.substr(0, 20));
  server.add_event("ROBO", 1);

  const std::vector<Got> all{
      server.get("/"),
      server.get("/nowhere"),
      server.get("/api/nowhere"),
      server.get("/healthz"),
      server.get("/readyz"),
      server.get("/api/events"),
      server.get("/api/events", {{"If-None-Match", "*"}}),
      server.get("/api/events/NOPE"),
      server.get("/api/registrations?limit=none"),
      server.get("/api/export/registrations.csv"),
      server.get("/api/events", {{"Host", "evil.example"}}),
      server.post("/api/events", "{"),
      server.post("/api/events", "{}", {}, "text/plain"),
      server.post("/api/events", "{}", {{"Origin", "http://evil.example"}}),
      server.post("/api/events", std::string(100 * 1024, ' ')),
      server.remove("/api/events"),
  };
  const std::string last = text_of(*server.writer().head());
  CHECK(last.starts_with("1:"));
  for (const Got& got : all) {
    CAPTURE(got.status);
    CAPTURE(got.body);
    CHECK(got.header("Lastseat-Fest") == fest);
    CHECK(got.header("Lastseat-Head") == last);
    CHECK(got.headers.count("Lastseat-Head") == 1);
  }
  CHECK(server.journal_length() == 1);

  // Also where no request could be read.
  for (const std::string& bytes :
       {std::string("nonsense\r\n\r\n"), "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\n\r\n",
        std::string("GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1, 2\r\n\r\n")}) {
    const std::string answer = server.raw(bytes);
    CHECK_MESSAGE(header_of(answer, "Lastseat-Fest") == fest, answer);
    CHECK_MESSAGE(header_of(answer, "Lastseat-Head") == last, answer);
  }
}

TEST_CASE("heads: the answer to a command has the head of its own row, also when it is repeated") {
  RunningServer server;
  server.add_event("ROBO", 1);
  const Headers key{{"Idempotency-Key", "k"}};
  const Got first = server.post("/api/registrations", server.walk_in("ROBO", "1"), key);
  const Got refused = server.post("/api/registrations", server.walk_in("ROBO", "2"));
  REQUIRE(first.status == 201);
  REQUIRE(refused.status == 409);
  for (const Got& got : {first, refused}) {
    const std::optional<Head> head = head_from(got.header("Lastseat-Head"));
    REQUIRE(head);
    CHECK(head->seq == got.json()["seq"].get<Seq>());
    CHECK(*head == server.reader().read(head_at, head->seq));
  }
  const Got again = server.post("/api/registrations", server.walk_in("ROBO", "1"), key);
  CHECK(again.header("Idempotency-Replayed") == "true");
  CHECK(again.header("Lastseat-Head") == first.header("Lastseat-Head"));
  CHECK(again.headers.count("Lastseat-Head") == 1);
  CHECK(server.get("/readyz").header("Lastseat-Head") == refused.header("Lastseat-Head"));
}

TEST_CASE("heads: a request for another fest is refused, whatever it asks, and not journalled") {
  RunningServer server;
  server.add_event("ROBO", 3);
  const Got first = server.post("/api/registrations", server.walk_in("ROBO", "1"));
  const std::string fest = first.header("Lastseat-Fest");
  const std::string head = first.header("Lastseat-Head");
  const std::string hash = head.substr(head.find(':'));
  const std::vector<Headers> others{
      {{"Lastseat-Fest", with_other_end(fest)}},
      {{"Lastseat-Fest", ""}},
      {{"Lastseat-Head", with_other_end(head)}},
      {{"Lastseat-Fest", fest}, {"Lastseat-Head", "1" + hash}},
      {{"Lastseat-Fest", fest}, {"Lastseat-Head", "3" + hash}},
      {{"Lastseat-Fest", fest}, {"Lastseat-Head", "9223372036854775807" + hash}},
      {{"Lastseat-Fest", with_other_end(fest)}, {"Lastseat-Head", head}},
  };
  for (const Headers& headers : others) {
    const std::string walk_in = server.walk_in("ROBO", "2");
    for (const Got& got :
         {server.get("/api/events", headers), server.get("/api/export/registrations.csv", headers),
          server.post("/api/registrations", walk_in, headers),
          server.put("/api/students/9", R"({"name":"A"})", headers),
          server.patch("/api/events/ROBO", R"({"capacity":9})", headers),
          server.remove("/api/registrations/1", headers)}) {
      CHECK(got.status == 409);
      CHECK(got.reason() == "another_fest");
      CHECK(seen_in(got) == seen_in(first));
    }
    CHECK(server.client().Head("/api/events", headers)->status == 409);
    // These are no questions about the fest.
    for (const char* path : {"/", "/healthz", "/readyz"}) {
      CHECK(server.get(path, headers).status == 200);
    }
  }
  CHECK(server.journal_length() == 2);
}

TEST_CASE("heads: any head that the journal passes through is right, in any spelling") {
  RunningServer server;
  std::vector<Headers> seen{seen_in(server.get("/api/events"))};
  server.add_event("ROBO", 3);
  for (const char* roll : {"1", "2"}) {
    seen.push_back(seen_in(server.post("/api/registrations", server.walk_in("ROBO", roll))));
  }
  Headers upper = seen.back();
  for (auto& [name, value] : upper) {
    for (char& c : value) c = c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  seen.push_back(upper);
  for (const Headers& headers : seen) {
    CHECK(server.get("/api/events", headers).status == 200);
    CHECK(server.put("/api/students/1", R"({"name":"Asha"})", headers).status == 200);
  }
}

TEST_CASE("heads: a malformed or repeated header is named, and nothing is journalled") {
  RunningServer server;
  const Got now = server.get("/api/events");
  const std::string fest = now.header("Lastseat-Fest");
  const std::string head = now.header("Lastseat-Head");
  const auto refused_for = [&](const Headers& headers) {
    const Got refused = server.put("/api/students/1", R"({"name":"A"})", headers);
    CHECK(refused.status == 422);
    return refused.mistake();
  };
  CHECK(refused_for({{"Lastseat-Fest", fest}, {"Lastseat-Fest", fest}}) == "Lastseat-Fest");
  CHECK(refused_for({{"Lastseat-Head", head}, {"Lastseat-Head", head}}) == "Lastseat-Head");
  for (const std::string& wrong :
       {std::string(), std::string("0"), head.substr(2), head + "0", head.substr(0, 21),
        "-1" + head.substr(1), std::string(head).append(", ").append(head)}) {
    CHECK_MESSAGE(refused_for({{"Lastseat-Head", wrong}}) == "Lastseat-Head", wrong);
  }
  CHECK(server.journal_length() == 0);
}

TEST_CASE("heads: an older copy put back is noticed by whoever has seen more") {
  TemporaryFolder folder;
  const std::filesystem::path file = folder / "lastseat.db";
  const std::filesystem::path copy = folder / "copy.db";
  Headers old;
  Headers newer;
  std::string tag;
  {
    RunningServer server("", file);
    server.add_event("ROBO", 3);
    old = seen_in(server.post("/api/registrations", server.walk_in("ROBO", "1")));
  }
  std::filesystem::copy_file(file, copy);
  {
    RunningServer server("", file);
    CHECK(server.get("/api/events", old).status == 200);
    tag = server.patch("/api/events/ROBO", R"({"capacity":2})").header("ETag");
    newer = seen_in(server.post("/api/registrations", server.walk_in("ROBO", "2")));
    CHECK(server.get("/api/events", newer).status == 200);
  }
  std::filesystem::copy_file(copy, file, std::filesystem::copy_options::overwrite_existing);
  RunningServer server("", file);
  CHECK(newer.find("Lastseat-Fest")->second == server.writer().identity());
  const std::string walk_in = server.walk_in("ROBO", "3");
  CHECK(server.post("/api/registrations", walk_in, newer).reason() == "another_fest");
  CHECK(server.get("/api/events", newer).reason() == "another_fest");
  CHECK(server.journal_length() == 2);
  // It goes on in another way, past that place; that head is still not in it.
  CHECK(server.post("/api/registrations", walk_in, old).status == 201);
  CHECK(server.patch("/api/events/ROBO", R"({"capacity":9})").status == 200);
  CHECK(server.patch("/api/events/ROBO", R"({"capacity":8})", {{"If-Match", tag}}).status == 412);
  CHECK(server.post("/api/registrations", walk_in, newer).reason() == "another_fest");
  CHECK(server.get("/api/events", old).status == 200);
}

TEST_CASE("heads: what an answer said is accepted at once, while others register") {
  RunningServer server;
  server.add_event("ROBO", 10'000);
  constexpr int kDesks = 8;
  constexpr int kEach = 60;
  std::atomic<int> refused = 0;
  std::vector<std::thread> desks;
  desks.reserve(kDesks);
  for (int desk = 0; desk < kDesks; ++desk) {
    desks.emplace_back([&, desk] {
      httplib::Client client = server.client();
      client.set_keep_alive(true);
      Headers seen;
      for (int i = 0; i < kEach; ++i) {
        const std::string roll = std::to_string(desk) + "-" + std::to_string(i);
        // A reader sees commits a moment before the writer has published them.
        const httplib::Result result =
            i % 2 == 0 ? client.Post("/api/registrations", seen, server.walk_in("ROBO", roll),
                                     "application/json")
                       : client.Get("/api/events", seen);
        if (!result || result->status >= 400) ++refused;
        if (result) {
          seen = {{"Lastseat-Fest", result->get_header_value("Lastseat-Fest")},
                  {"Lastseat-Head", result->get_header_value("Lastseat-Head")}};
        }
      }
    });
  }
  for (std::thread& desk : desks) desk.join();
  CHECK(refused == 0);
  CHECK(server.journal_length() == 1 + kDesks * kEach / 2);
}
