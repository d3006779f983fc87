// Invalid requests are refused, the answer says where the mistake is, and nothing changes.
#include <doctest/doctest.h>

#include "http/running_server.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

// A request as bytes, with the headers that it needs.
std::string request(const std::string& first_line, const std::string& body,
                    const std::string& headers = "") {
  return first_line + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
         headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

int status_in(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

}  // namespace

TEST_CASE("bodies: each is refused with the wrong field, and nothing is journalled") {
  RunningServer server;
  server.add_event("ROBO", 2);
  const Seq length = server.journal_length();
  struct Case {
    const char* path;
    std::string body;
    int status;
    const char* where;  // for 422
  };
  const std::string event = R"({"code":"X","title":"T","starts_at":"2027-01-22T09:00",)"
                            R"("ends_at":"2027-01-22T10:00",)";
  const std::vector<Case> cases{
      {"/api/registrations", "{", 400, ""},
      {"/api/registrations", "", 400, ""},
      {"/api/registrations", "[1,2]", 422, ""},
      {"/api/registrations", "null", 422, ""},
      {"/api/registrations", std::string("{\"event\":\"ROBO\",\"roll\":\"1\"}\0", 28), 400, ""},
      {"/api/registrations", "{\"event\":\"ROBO\",\"roll\":\"\xff\"}", 400, ""},
      {"/api/registrations", std::string(60'000, '['), 400, ""},
      {"/api/registrations", R"({"event":"ROBO","event":"ROBO","roll":"1"})", 400, ""},
      {"/api/registrations", R"({"event":"ROBO","roll":1})", 422, "/roll"},
      {"/api/registrations", R"({"event":"ROBO","roll":"a\u0000b"})", 422, "/roll"},
      {"/api/registrations", R"({"event":"ROBO","roll":"1","hold":3})", 422, "/hold"},
      {"/api/registrations", R"({"event":"ROBO","members":["1","1"]})", 422, "/members"},
      {"/api/registrations", R"({"event":"ROBO","roll":")" + std::string(41, 'r') + "\"}", 422,
       "/roll"},
      {"/api/registrations",
       R"({"event":"ROBO","roll":"1","student":{"name":")" + std::string(201, 'n') + "\"}}", 422,
       "/student/name"},
      {"/api/registrations", R"({"event":"ROBO","roll":"1","student":{"name":"A","year":-1}})", 422,
       "/student/year"},
      {"/api/events", event + "\"capacity\":1e3}", 422, "/capacity"},
      {"/api/events", event + "\"capacity\":1e400}", 400, ""},
      {"/api/events", event + "\"capacity\":99999999999999999999}", 422, "/capacity"},
      {"/api/events", event + "\"capacity\":-1}", 422, "/capacity"},
      {"/api/events", event + "\"capacity\":4,\"fee_minor\":-1}", 422, "/fee_minor"},
      {"/api/events", event + "\"capacity\":4,\"ends_at\":null}", 400, ""},
      {"/api/events",
       R"({"code":"X","title":"T","starts_at":"2027-02-29T09:00","ends_at":"2027-03-01T09:00","capacity":4})",
       422, "/starts_at"},
      {"/api/events",
       R"({"code":"X","title":"T","starts_at":"2027-01-22T09:00","ends_at":"2027-01-22T09:00","capacity":4})",
       422, "/ends_at"},
      {"/api/checkins", R"({"ticket":7})", 422, "/ticket"},
  };
  for (const Case& each : cases) {
    const Got refused = server.post(each.path, each.body);
    INFO(each.body.substr(0, 200));
    CHECK(refused.status == each.status);
    CHECK(refused.header("Content-Type") == "application/problem+json");
    CHECK(refused.json()["status"] == each.status);
    CHECK_FALSE(refused.json()["detail"].get<std::string>().empty());
    if (each.status == 422) CHECK(refused.mistake() == each.where);
  }
  CHECK(server.journal_length() == length);
  CHECK(server.findings() == "");
}

TEST_CASE("bodies: a megabyte is refused with an answer, announced or in chunks") {
  RunningServer server;
  const std::string big(1'000'000, ' ');
  const Got announced = server.post("/api/registrations", big);
  CHECK(announced.status == 413);
  CHECK(announced.reason() == "too_large");

  std::string chunked =
      "POST /api/registrations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 100; ++i) chunked += "2710\r\n" + std::string(10'000, ' ') + "\r\n";
  CHECK(status_in(server.raw(chunked + "0\r\n\r\n")) == 413);
  // A length that is not a number, two lengths, a length together with chunks.
  for (const char* headers :
       {"Content-Length: -5\r\n", "Content-Length: 99999999999999999999999\r\n",
        "Content-Length: x\r\n", "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"}) {
    const std::string answer = server.raw(
        "POST /api/registrations HTTP/1.1\r\nHost: localhost\r\nContent-Type: "
        "application/json\r\n" +
        std::string(headers) + "\r\n{}");
    INFO(headers << answer);
    CHECK(status_in(answer) >= 400);
    CHECK(status_in(answer) < 500);
  }
  CHECK(server.journal_length() == 0);
}

TEST_CASE("query: an invalid parameter is named, and so is an unknown one") {
  RunningServer server;
  for (const auto& [path, parameter] : std::vector<std::pair<std::string, std::string>>{
           {"/api/registrations?limit=abc", "limit"},
           {"/api/registrations?limit=501", "limit"},
           {"/api/registrations?limit=0", "limit"},
           {"/api/registrations?limit=", "limit"},
           {"/api/registrations?limit=1e2", "limit"},
           {"/api/registrations?after=-1", "after"},
           {"/api/registrations?after=99999999999999999999", "after"},
           {"/api/registrations?status=maybe", "status"},
           {"/api/registrations?statu=waiting", "statu"},
           {"/api/registrations?limit=1&limit=2", "limit"},
           {"/api/journal?limit=9999", "limit"},
           {"/api/students?limit=x", "limit"},
           {"/api/events?fresh=1", "fresh"}}) {
    const Got refused = server.get(path);
    CHECK_MESSAGE(refused.status == 422, path);
    CHECK_MESSAGE(refused.mistake() == parameter, path);
  }
  for (const char* path :
       {"/api/students/%00", "/api/students/%zz", "/api/students/%4", "/api/students/%ff",
        "/api/students?q=%00", "/api/students?q=%c3%28", "/api/students/%0d%0ax"}) {
    const Got refused = server.get(path);
    CHECK_MESSAGE(refused.status == 400, path);
    CHECK_MESSAGE(refused.reason() == "bad_target", path);
  }
}

TEST_CASE("paths and methods: 404 for an unknown path, 405 with the allowed methods") {
  RunningServer server;
  for (const char* path :
       {"/api", "/api/", "/api/event", "/api/events/", "/api/events/a/b", "//api/events",
        "/api/registrations/1/2", "/..", "/%2e%2e/etc/passwd", "/api/students/"}) {
    const Got missing = server.get(path);
    CHECK_MESSAGE(missing.status == 404, path);
    CHECK_MESSAGE(missing.reason() == "unknown_path", path);
  }
  const Got wrong = server.put("/api/events", "{}");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("Allow") == "GET, HEAD, POST");
  CHECK(server.remove("/api/events/ROBO").header("Allow") == "GET, HEAD, PATCH");
  const Got options = server.got(server.client().Options("/api/events"));
  CHECK(options.status == 405);
  CHECK(options.header("Access-Control-Allow-Origin") == "");
  CHECK(status_in(server.raw("TRACE /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")) == 405);
  CHECK(status_in(server.raw("BREW /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n")) == 400);
}

TEST_CASE("content types: only those that the call accepts") {
  RunningServer server;
  const std::string body = R"({"name":"A"})";
  httplib::Client client = server.client();
  for (const char* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
        "application/json; charset=latin1", "application/jsonp", ""}) {
    const Got refused = server.got(client.Put("/api/students/1", body, type));
    CHECK_MESSAGE(refused.status == 415, type);
  }
  CHECK(server.journal_length() == 0);
  for (const char* type : {"application/json", "Application/JSON;charset=UTF-8",
                           "application/json; charset=\"utf-8\""}) {
    CHECK_MESSAGE(server.got(client.Put("/api/students/1", body, type)).status < 300, type);
  }
  CHECK(status_in(server.raw(request("PUT /api/students/2", body, "Content-Encoding: gzip\r\n"))) >=
        400);
}

TEST_CASE("headers: the name of a desk and the key must be valid") {
  RunningServer server;
  const auto refused_for = [&](const httplib::Headers& headers) {
    const Got refused = server.put("/api/students/1", R"({"name":"A"})", headers);
    CHECK(refused.status == 422);
    return refused.mistake();
  };
  CHECK(refused_for({{"Idempotency-Key", std::string(201, 'k')}}) == "Idempotency-Key");
  CHECK(refused_for({{"Idempotency-Key", "caf%C3%A9"}}) == "Idempotency-Key");
  CHECK(refused_for({{"Idempotency-Key", "a"}, {"Idempotency-Key", "b"}}) == "Idempotency-Key");
  CHECK(refused_for({{"Lastseat-Desk", std::string(41, 'd')}}) == "Lastseat-Desk");
  CHECK(refused_for({{"Lastseat-Desk", "a%0Ab"}}) == "Lastseat-Desk");
  CHECK(refused_for({{"Lastseat-Who", "%FF"}}) == "Lastseat-Who");
  CHECK(server.journal_length() == 0);
  CHECK(server
            .put("/api/students/1", R"({"name":"A"})",
                 {{"Idempotency-Key", std::string(200, 'k')},
                  {"Lastseat-Desk", std::string(40, 'd')}})
            .status == 201);
}

TEST_CASE("sizes: a long address, long headers, many headers, an endless line") {
  RunningServer server;
  const auto get = [&](const std::string& target, const std::string& headers) {
    return status_in(
        server.raw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n"));
  };
  CHECK(get("/api/students?q=" + std::string(9'000, 'a'), "") == 414);
  CHECK(get("/" + std::string(40'000, 'a'), "") == 414);
  CHECK(get("/" + std::string(20'000, '%'), "") == 414);
  const int long_header = get("/healthz", "X: " + std::string(9'000, 'a') + "\r\n");
  CHECK((long_header == 400 || long_header == 431));
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X" + std::to_string(i) + ": y\r\n";
  const int too_many = get("/healthz", many);
  CHECK((too_many == 400 || too_many == 431));
  std::string heavy;
  for (int i = 0; i < 20; ++i) heavy += "X: " + std::string(4'000, 'a') + "\r\n";
  CHECK(get("/healthz", heavy) == 431);
  CHECK(get("/healthz", "Range: bytes=" + std::string(7'000, '0') + "-\r\n") >= 200);
  CHECK(server.get("/healthz").status == 200);
}

TEST_CASE("framing: a length or coding that others might read differently ends the connection") {
  RunningServer server;
  server.add_event("ROBO", 5);
  REQUIRE(server.post("/api/registrations", RunningServer::walk_in("ROBO", "A1")).status == 201);
  const std::string id = "1";
  const std::string remove = "DELETE /api/registrations/" + id + " HTTP/1.1\r\nHost: localhost\r\n";
  const std::string body = "2\r\n{}\r\n0\r\n\r\n";
  for (const char* framing : {
           "Content-Length: 2\r\nContent-Length: 2\r\n",
           "Content-Length: 2, 2\r\n",
           "Content-Length: +2\r\n",
           "Content-Length: -2\r\n",
           "Content-Length: 0x2\r\n",
           "Content-Length: \r\n",
           "Content-Length: 18446744073709551618\r\n",
           "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: gzip, chunked\r\n",
           "Transfer-Encoding: chunked, identity\r\n",
           "Transfer-Encoding: xchunked\r\n",
           "Transfer-Encoding: identity\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
       }) {
    for (const std::string& head :
         {remove, std::string("GET /healthz HTTP/1.1\r\nHost: localhost\r\n"),
          std::string("POST /api/registrations HTTP/1.1\r\nHost: localhost\r\n"
                      "Content-Type: application/json\r\n")}) {
      CAPTURE(head);
      CAPTURE(framing);
      Socket socket(server.port());
      REQUIRE(socket.send(head + framing + "\r\n" + body + remove + "\r\n"));
      const std::string answer = socket.receive();
      CHECK(status_in(answer) == 400);
      CHECK(answer.find("Connection: close\r\n") != std::string::npos);
      // At once, not only at the deadline of the request.
      CHECK(socket.ended(std::chrono::seconds(5)));
    }
  }
  CHECK(server.get("/api/registrations/" + id).json()["status"] == "confirmed");
}
