// The contract of the API: one test per call.
#include <doctest/doctest.h>

#include <algorithm>

#include "domain/command.h"
#include "domain/outcome.h"
#include "http/alternatives.h"
#include "http/routes.h"
#include "http/running_server.h"
#include "http/status.h"

using namespace lastseat;
using namespace lastseat::test;

TEST_CASE("status: every outcome has one") {
  for (const std::string& reason : all_names<Reason>()) {
    CHECK_MESSAGE(http::status_of(reason) >= 400, reason);
    CHECK_MESSAGE(http::status_of(reason) < 500, reason);
  }
  const std::vector<std::string_view> outcomes = names_of_alternatives<Outcome>();
  CHECK(outcomes.size() == std::variant_size_v<Outcome> - 1);  // all but Refused
  for (const std::string_view outcome : outcomes) {
    CHECK_MESSAGE(http::status_of(outcome) < 300, outcome);
  }
  CHECK(http::status_of("dance") == 500);
}

TEST_CASE("routes: every command has one, and none names what is no command") {
  const std::vector<std::string_view> commands = names_of_alternatives<Command>();
  CHECK(commands.size() == std::variant_size_v<Command>);
  for (const std::string_view command : commands) {
    const auto submits = [&](const http::Route& route) { return route.command == command; };
    CHECK_MESSAGE(std::any_of(http::routes().begin(), http::routes().end(), submits), command);
  }
  for (const http::Route& route : http::routes()) {
    CHECK_MESSAGE(route.command.empty() == (route.method == "GET"), route.pattern);
    const bool known = std::find(commands.begin(), commands.end(), route.command) != commands.end();
    CHECK_MESSAGE((route.command.empty() || known), route.pattern);
  }
}

TEST_CASE(
    "register: confirmed, refused when full, waitlisted on request, promoted on a cancellation") {
  RunningServer server;
  server.add_event("ROBO", 1);
  const Got first = server.post("/api/registrations", server.walk_in("ROBO", "1"),
                                {{"Lastseat-Desk", "N%C3%B6rd"}, {"Lastseat-Who", "Asha%20R"}});
  REQUIRE(first.status == 201);
  const Json entry = first.json()["registration"];
  CHECK(first.json()["outcome"] == "confirmed");
  CHECK(entry["seat"] == 1);
  CHECK(entry["desk"] == "Nörd");
  CHECK(entry["members"][0]["roll"] == "1");
  CHECK(first.json()["event"]["available"] == 0);
  CHECK(first.header("Location") == "/api/registrations/" + entry["id"].dump());

  const Got full = server.post("/api/registrations", server.walk_in("ROBO", "2"));
  CHECK(full.status == 409);
  CHECK(full.header("Content-Type") == "application/problem+json");
  CHECK(full.json()["status"] == 409);
  CHECK(full.reason() == "event_full");
  CHECK(full.json()["last_seat"]["seq"] == first.json()["seq"]);
  CHECK(full.json()["last_seat"]["desk"] == "Nörd");
  CHECK(full.json()["event"]["taken"] == 1);

  const Got waiting = server.post("/api/registrations", server.walk_in("ROBO", "2", true));
  REQUIRE(waiting.status == 201);
  CHECK(waiting.json()["outcome"] == "waitlisted");
  CHECK(waiting.json()["position"] == 1);

  const std::string id = entry["id"].dump();
  const Got cancelled = server.remove("/api/registrations/" + id);
  CHECK(cancelled.status == 200);
  CHECK(cancelled.json()["promoted"][0]["members"][0]["roll"] == "2");
  CHECK(cancelled.json()["promoted"][0]["seat"] == 1);
  const Got again = server.remove("/api/registrations/" + id);
  CHECK(again.status == 409);
  CHECK(again.reason() == "already_cancelled");
  CHECK(again.json()["registration"]["status"] == "cancelled");
  CHECK(server.remove("/api/registrations/99").reason() == "unknown_registration");
  CHECK(server.remove("/api/registrations/x").status == 404);

  CHECK(server.get("/api/registrations/" + id).json()["status"] == "cancelled");
  CHECK(server.get("/api/registrations/99").reason() == "unknown_registration");
  CHECK(server.post("/api/registrations", server.walk_in("NOPE", "1")).status == 404);
  CHECK(server.post("/api/registrations", R"({"event":"ROBO","roll":"9"})").reason() ==
        "unknown_student");
  CHECK(server.findings() == "");
}

TEST_CASE("register: a retry with the same key gets the same bytes, another body is refused") {
  RunningServer server;
  server.add_event("ROBO", 5);
  const httplib::Headers key{{"Idempotency-Key", "k-1"}};
  const Got first = server.post("/api/registrations", server.walk_in("ROBO", "1"), key);
  const Seq length = server.journal_length();
  const Got again = server.post("/api/registrations", server.walk_in("ROBO", "1"), key);
  CHECK(again.status == first.status);
  CHECK(again.body == first.body);
  CHECK(first.header("Idempotency-Replayed") == "");
  CHECK(again.header("Idempotency-Replayed") == "true");
  const Got other = server.post("/api/registrations", server.walk_in("ROBO", "2"), key);
  CHECK(other.status == 422);
  CHECK(other.reason() == "key_reused");
  // What was sent decides: not its blanks and the order of its fields, but every field.
  CHECK(
      server
          .post(
              "/api/registrations",
              R"({ "waitlist": false, "student": {"name": "Student 1"}, "roll": "1", "event": "ROBO" })",
              key)
          .status == 201);
  CHECK(server
            .post("/api/registrations",
                  R"({ "members": ["1"], "student": {"name": "Student 1"}, "event": "ROBO" })", key)
            .status == 422);
  CHECK(server.journal_length() == length);
  const Got refused =
      server.post("/api/registrations", server.walk_in("ROBO", "1"), {{"Idempotency-Key", "k-2"}});
  const Got refused_again =
      server.post("/api/registrations", server.walk_in("ROBO", "1"), {{"Idempotency-Key", "k-2"}});
  CHECK(refused.status == 409);
  CHECK(refused_again.status == 409);
  CHECK(refused_again.body == refused.body);
  CHECK(refused_again.header("Idempotency-Replayed") == "true");
}

TEST_CASE("events: created, read, and changed only if unchanged since they were read") {
  RunningServer server;
  const std::string body =
      R"({"code":"ROBO","title":"Robo","starts_at":"2027-01-22T09:00","ends_at":"2027-01-22T10:00","capacity":2})";
  const Got added = server.post("/api/events", body);
  REQUIRE(added.status == 201);
  CHECK(added.json()["code"] == "ROBO");
  CHECK(added.json()["state"] == "open");
  const std::string first = added.header("ETag");
  CHECK(first == "\"" + added.header("Lastseat-Head") + "\"");
  CHECK(first.starts_with("\"1:"));
  CHECK(server.post("/api/events", body).reason() == "event_exists");

  const Got shown = server.get("/api/events/robo");
  CHECK(shown.status == 200);
  CHECK(shown.header("ETag") == first);
  CHECK(server.get("/api/events/NOPE").reason() == "unknown_event");

  const Got changed = server.patch("/api/events/ROBO", R"({"capacity":3})", {{"If-Match", first}});
  CHECK(changed.status == 200);
  CHECK(changed.json()["capacity"] == 3);
  CHECK(changed.header("ETag") == "\"" + changed.header("Lastseat-Head") + "\"");
  CHECK(server.get("/api/events/ROBO").header("ETag") == changed.header("ETag"));
  const Got meanwhile =
      server.patch("/api/events/ROBO", R"({"capacity":4})", {{"If-Match", first}});
  CHECK(meanwhile.status == 412);
  CHECK(meanwhile.reason() == "event_changed_meanwhile");
  // A weak tag, one of another history, only a number, and what is no tag of ours match nothing.
  const std::string now = changed.header("ETag");
  std::string other = now;
  other[other.size() - 2] = other[other.size() - 2] == '0' ? '1' : '0';
  for (const std::string& tag :
       {"W/" + now, other, now.substr(0, now.find(':')) + "\"", std::string("\"other\"")}) {
    CHECK_MESSAGE(
        server.patch("/api/events/ROBO", R"({"capacity":4})", {{"If-Match", tag}}).status == 412,
        tag);
  }
  CHECK(server
            .patch("/api/events/ROBO", R"({"capacity":3})",
                   {{"If-Match", other + ", " + first + " ," + now}})
            .status == 200);
  CHECK(server.patch("/api/events/ROBO", R"({"capacity":4})", {{"If-Match", "*"}}).status == 200);
  const Got twice = server.patch("/api/events/ROBO", R"({"capacity":5})",
                                 {{"If-Match", "*"}, {"If-Match", first}});
  CHECK(twice.status == 422);
  CHECK(twice.mistake() == "If-Match");

  // A change without effect keeps the tag.
  const std::string tag = server.get("/api/events/ROBO").header("ETag");
  CHECK(server.patch("/api/events/ROBO", R"({"capacity":4})").header("ETag") == tag);

  for (const char* roll : {"1", "2"})
    server.post("/api/registrations", server.walk_in("ROBO", roll));
  const Got below = server.patch("/api/events/ROBO", R"({"capacity":1})");
  CHECK(below.status == 409);
  CHECK(below.reason() == "capacity_below_taken");
  CHECK(server.patch("/api/events/ROBO", R"({"code":"OTHER"})").mistake() == "/code");
  CHECK(server.patch("/api/events/ROBO", R"({"unchanged_since":1})").mistake() ==
        "/unchanged_since");
  CHECK(server.patch("/api/events/NOPE", R"({"capacity":1})").status == 404);
}

TEST_CASE("list of events: polling gets 304 while nothing changes") {
  RunningServer server;
  server.add_event("ROBO", 2);
  const Got list = server.get("/api/events");
  CHECK(list.json()["events"].size() == 1);
  const std::string tag = list.header("ETag");
  CHECK(tag == "\"" + list.header("Lastseat-Head") + "\"");
  CHECK(tag.starts_with("\"" + list.json()["version"].dump() + ":"));
  for (const std::string& asked :
       {tag, "W/" + tag, "\"x\", W/" + tag + " ,\"y\"", std::string("*")}) {
    const Got same = server.get("/api/events", {{"If-None-Match", asked}});
    CHECK_MESSAGE(same.status == 304, asked);
    CHECK(same.body == "");
    CHECK(same.header("ETag") == tag);
  }
  CHECK(server.get("/api/events", {{"If-None-Match", "\"x\""}}).status == 200);
  server.put("/api/students/1", R"({"name":"Asha"})");  // changes no event
  CHECK(server.get("/api/events", {{"If-None-Match", tag}}).status == 304);
  server.post("/api/registrations", server.walk_in("ROBO", "1"));
  const Got changed = server.get("/api/events", {{"If-None-Match", tag}});
  CHECK(changed.status == 200);
  CHECK(changed.json()["events"][0]["taken"] == 1);
}

TEST_CASE("students: a roll with slashes, blanks or other alphabets is one path segment") {
  RunningServer server;
  CHECK(server.put("/api/students/2021%2FCS%2F045", R"({"name":"Asha Rao","phone":"98400"})")
            .status == 201);
  const Got shown = server.get("/api/students/2021%2fcs%2f045");
  CHECK(shown.status == 200);
  CHECK(shown.json()["roll"] == "2021/CS/045");
  CHECK(shown.json()["registrations"].empty());
  CHECK(server.put("/api/students/%E0%A4%85%E0%A4%B6", R"({"name":"अशा","year":2})").status == 201);
  CHECK(server.get("/api/students/%E0%A4%85%E0%A4%B6").json()["name"] == "अशा");
  const Got same =
      server.put("/api/students/2021%2FCS%2F045", R"({"roll":"2021/cs/045","name":"Asha R"})");
  CHECK(same.status == 200);
  CHECK(same.json()["outcome"] == "student_changed");
  CHECK(server.put("/api/students/7", R"({"roll":"8","name":"B"})").mistake() == "/roll");
  CHECK(server.put("/api/students/a%20b", R"({"name":"B"})").mistake() == "/roll");
  CHECK(server.get("/api/students/a%20b").reason() == "unknown_student");

  CHECK(server.get("/api/students?q=rao+asha").json()["students"].empty());  // she is Asha R now
  CHECK(server.get("/api/students?q=r%20asha").json()["students"].size() == 1);
  CHECK(server.get("/api/students?limit=1").json()["students"].size() == 1);
}

TEST_CASE("check-in: once, then refused with the first time, then undone") {
  RunningServer server;
  server.add_event("ROBO", 1);
  const Json entry =
      server.post("/api/registrations", server.walk_in("ROBO", "1")).json()["registration"];
  const std::string ticket = entry["ticket"];
  const std::string body = R"({"ticket":")" + ticket + "\"}";
  const Got in = server.post("/api/checkins", body);
  CHECK(in.status == 201);
  CHECK(in.json()["outcome"] == "checked_in");
  CHECK(in.json()["registration"]["checked_in_at"].is_string());
  const Got again = server.post("/api/checkins", body, {{"Lastseat-Desk", "door"}});
  CHECK(again.status == 409);
  CHECK(again.reason() == "already_checked_in");
  CHECK(again.json()["registration"]["checked_in_at"] ==
        in.json()["registration"]["checked_in_at"]);
  CHECK(server.remove("/api/checkins/" + ticket).json()["outcome"] == "check_in_undone");
  CHECK(server.remove("/api/checkins/" + ticket).reason() == "not_checked_in");
  CHECK(server.post("/api/checkins", R"({"ticket":"NOPE"})").status == 404);
}

TEST_CASE("cancel: only with the ticket of that registration, if one is named") {
  RunningServer server;
  server.add_event("ROBO", 2);
  const auto registered = [&](const char* roll) {
    return server.post("/api/registrations", server.walk_in("ROBO", roll)).json()["registration"];
  };
  const Json first = registered("1");
  const Json second = registered("2");
  const auto path = [](const Json& entry) {
    return "/api/registrations/" + entry["id"].dump() + "?ticket=";
  };
  const std::string ticket = first["ticket"];
  const Got other = server.remove(path(first) + second["ticket"].get<std::string>());
  CHECK(other.status == 404);
  CHECK(other.reason() == "unknown_registration");
  CHECK(other.json()["seq"] == 4);
  const std::string id = "/api/registrations/" + first["id"].dump();
  const std::vector<std::pair<std::string, std::string>> wrong{
      {"?ticket=", "ticket"},
      {"?tickte=" + ticket, "tickte"},
      {"?ticket=" + ticket + "&ticket=" + ticket, "ticket"},
      {"?ticket=a%20b", "ticket"}};
  for (const auto& each : wrong) {
    const Got refused = server.remove(id + each.first);
    CHECK(refused.status == 422);
    CHECK_MESSAGE(refused.mistake() == each.second, each.first);
  }
  CHECK(server.journal_length() == 4);
  CHECK(server.get(id).json()["status"] == "confirmed");
  CHECK(server.remove(path(first) + ticket).json()["outcome"] == "cancelled");
  CHECK(server.remove("/api/registrations/" + second["id"].dump()).status == 200);
  CHECK(server.findings() == "");
}

TEST_CASE("lists: pages by id and by sequence number") {
  RunningServer server;
  server.add_event("ROBO", 9);
  server.add_event("LINE", 9);
  for (const char* roll : {"1", "2", "3"})
    server.post("/api/registrations", server.walk_in("ROBO", roll));
  server.post("/api/registrations", server.walk_in("LINE", "4"));

  Got page = server.get("/api/registrations?event=robo&limit=2");
  CHECK(page.json()["registrations"].size() == 2);
  page = server.get("/api/registrations?event=robo&limit=2&after=" + page.json()["next"].dump());
  CHECK(page.json()["registrations"].size() == 1);
  CHECK(page.json()["next"].is_null());
  CHECK(server.get("/api/registrations?status=cancelled").json()["registrations"].empty());
  CHECK(server.get("/api/registrations?event=NOPE").reason() == "unknown_event");

  Got journal = server.get("/api/journal?limit=5");
  CHECK(journal.json()["entries"].size() == 5);
  CHECK(journal.json()["entries"][0]["seq"] == 1);
  CHECK(journal.json()["entries"][0]["command"] == "add_event");
  CHECK(journal.json()["entries"][2]["request"]["members"][0] == "1");
  journal = server.get("/api/journal?after=" + journal.json()["next"].dump());
  CHECK(journal.json()["entries"].size() == 1);
  CHECK(journal.json()["next"].is_null());
  CHECK(server.get("/api/journal?event=line").json()["entries"].size() == 2);
}

TEST_CASE("fest: fields left out stay as they are") {
  RunningServer server;
  CHECK(server.get("/api/fest").json()["time_clash"] == "warn");
  CHECK(server.patch("/api/fest", R"({"entry_limit":3})").json()["fest"]["entry_limit"] == 3);
  const Got changed = server.patch("/api/fest", R"({"time_clash":"refuse","waitlist_limit":0})");
  CHECK(changed.json()["fest"] ==
        Json::parse(R"({"time_clash":"refuse","entry_limit":3,"waitlist_limit":0})"));
  CHECK(
      server.patch("/api/fest", R"({"entry_limit":null})").json()["fest"]["entry_limit"].is_null());
  CHECK(server.get("/api/fest").json()["waitlist_limit"] == 0);
  CHECK(server.patch("/api/fest", R"({"mood":1})").mistake() == "/mood");
}

TEST_CASE("health: alive, ready, and stopping once the writer is gone") {
  RunningServer server;
  CHECK(server.get("/healthz").status == 200);
  CHECK(server.get("/readyz").json()["status"] == "ready");
  server.writer().stop();
  const Got stopping = server.get("/readyz");
  CHECK(stopping.status == 503);
  CHECK(stopping.json()["status"] == "stopping");
  const Got refused = server.put("/api/students/1", R"({"name":"A"})");
  CHECK(refused.status == 503);
  CHECK(refused.reason() == "stopping");
  CHECK(refused.header("Retry-After") == "5");
}

TEST_CASE("pages: compressed on request, cached, read-only") {
  RunningServer server;
  const Got page = server.get("/");
  REQUIRE(page.status == 200);
  CHECK(page.header("Content-Type") == "text/html; charset=utf-8");
  CHECK(page.header("Content-Security-Policy").find("default-src 'none'") == 0);
  CHECK(page.header("X-Content-Type-Options") == "nosniff");
  CHECK(page.header("Content-Encoding") == "");
  CHECK(server.get("/index.html").body == page.body);
  CHECK(server.get("/", {{"If-None-Match", page.header("ETag")}}).status == 304);

  httplib::Client client = server.client();
  client.set_decompress(false);
  const Got packed = server.got(client.Get("/", {{"Accept-Encoding", "br, gzip;q=0.5"}}));
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(packed.header("Vary") == "Accept-Encoding");
  CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
  CHECK(packed.header("ETag") != page.header("ETag"));
  CHECK(server.get("/", {{"Accept-Encoding", "gzip;q=0"}}).header("Content-Encoding") == "");

  const Got head = server.got(server.client().Head("/"));
  CHECK(head.status == 200);
  CHECK(head.header("Content-Length") == std::to_string(page.body.size()));
  const Got posted = server.post("/", "{}");
  CHECK(posted.status == 405);
  CHECK(posted.header("Allow") == "GET, HEAD");
  CHECK(server.get("/nope.html").status == 404);
  CHECK(server.get("/openapi.json").json()["openapi"].get<std::string>().substr(0, 3) == "3.1");
}
