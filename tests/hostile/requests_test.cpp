// Requests that are too large, ambiguous, or hide another request.
#include <doctest/doctest.h>

#include <utility>

#include "hostile/honest_desk.h"

using namespace lastseat::test;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

const std::string kPost =
    "POST /api/registrations HTTP/1.1\r\nHost: localhost\r\nLastseat-Desk: hostile\r\n"
    "Content-Type: application/json\r\n";

// Everything received until the end, and how many bytes of `piece` times `count` could be sent.
struct Poured {
  std::string answer;
  std::size_t sent = 0;
  bool ended = false;
};

Poured pour(int port, const std::string& head, const std::string& piece, std::size_t count) {
  Socket socket(port);
  Poured out;
  socket.send(head);
  for (std::size_t i = 0; i < count && socket.send(piece); ++i) out.sent += piece.size();
  out.answer = socket.receive(15s);
  out.ended = socket.ended(15s);
  return out;
}

std::string body_of(const std::string& answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

TEST_CASE("sizes: fifty megabytes of anything are refused or cut off, and use no memory") {
  HostileHall hall;
  const std::string megabyte(1 << 20, 'a');
  const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
  std::string headers;
  for (int i = 0; i < 20'000; ++i) headers += "X-" + std::to_string(i) + ": y\r\n";
  struct Case {
    const char* what;
    std::string head;
    std::string piece;
    std::size_t count;
    std::vector<int> statuses;
  };
  const std::vector<Case> cases{
      {"a request line", "GET /", megabyte, 50, {400, 414}},
      {"a method", "", megabyte, 50, {400, 414}},
      {"a header", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ", megabyte, 50, {400, 431}},
      {"20,000 headers", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", headers, 1, {400, 431}},
      {"a header's name", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", megabyte, 50, {400, 431}},
      {"endless chunks", kPost + "Transfer-Encoding: chunked\r\n\r\n", chunk, 800, {413}},
      {"a chunk's size", kPost + "Transfer-Encoding: chunked\r\n\r\n", megabyte, 50, {400, 413}},
      {"a size that overflows",
       kPost + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n",
       megabyte,
       50,
       {400}},
      {"a chunk of almost the maximum size",
       kPost + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffff0\r\n",
       megabyte,
       50,
       {413}},
      {"endless trailers",
       kPost + "Transfer-Encoding: chunked\r\n\r\n0\r\n",
       headers,
       1,
       {400, 413}},
      {"a negative length", kPost + "Content-Length: -1\r\n\r\n", megabyte, 50, {400}},
      {"a length that overflows",
       kPost + "Content-Length: 18446744073709551617\r\n\r\n",
       megabyte,
       50,
       {400}},
      {"an exabyte", kPost + "Content-Length: 999999999999999999\r\n\r\n", megabyte, 50, {413}},
      {"a body for a call without one",
       "DELETE /api/registrations/1 HTTP/1.1\r\nHost: localhost\r\nLastseat-Desk: hostile\r\n"
       "Origin: http://evil.example\r\nContent-Length: 999999999\r\n\r\n",
       megabyte,
       50,
       {403}},
      {"a body that says it is compressed",
       kPost +
           "Content-Encoding: gzip\r\nContent-Length: "
           "60000\r\n\r\n" +
           std::string("\x1f\x8b\x08\x00", 4),
       std::string(59'996, '\0'),
       1,
       {400, 415}},
  };
  for (const Case& each : cases) {
    CAPTURE(std::string(each.what));
    const Poured poured = pour(hall.port(), each.head, each.piece, each.count);
    const int status = status_in(poured.answer);
    // A client that is still sending when the connection closes may lose the answer.
    const bool fits = poured.sent < each.piece.size() * each.count && status == 0;
    CHECK_MESSAGE((fits || std::count(each.statuses.begin(), each.statuses.end(), status) == 1),
                  status);
    CHECK(poured.ended);
  }
  const Vitals now = hall.vitals();
  MESSAGE("after " << cases.size() << " such requests: " << sentence(now));
  if (!kSanitized) CHECK(now.peak_rss_kib < 100L * 1024);
  hall.settle();
  hall.close(HostileHall::kCommandsOfBeginning);
}

TEST_CASE("ranges: thousands of overlapping ones get one answer, not longer than the file") {
  HostileHall hall;
  Socket plain(hall.port());
  REQUIRE(plain.send(get("/base.css")));
  const std::string whole = body_of(plain.receive());
  REQUIRE(whole.size() > 100);
  std::string many = "bytes=0-0";
  while (many.size() < 8000) many += ",0-0";
  std::string wide = "bytes=0-";
  while (wide.size() < 8000) wide += ",0-";
  for (const std::string& range :
       {many, wide, std::string("bytes=0-9"), std::string("bytes=-5"), std::string("bytes=9-0"),
        std::string("bytes=0-99999999999999999999"), std::string("bytes=--1"),
        std::string("bytes=")}) {
    CAPTURE(range.substr(0, 40));
    for (const char* path : {"/base.css", "/api/export/events.csv", "/healthz"}) {
      Socket socket(hall.port());
      REQUIRE(socket.send(get(path, "Range: " + range + "\r\n")));
      const std::string answer = socket.receive();
      const int status = status_in(answer);
      CHECK((status == 200 || status == 400 || status == 416));
      CHECK(body_of(answer).size() <= std::max<std::size_t>(whole.size(), 500));
    }
  }
  hall.close(HostileHall::kCommandsOfBeginning);
}

TEST_CASE("pipelining: a hundred requests in one packet are answered in order") {
  HostileHall hall;
  const auto put = [](int i) {
    const std::string body = R"({"name":"Student )" + std::to_string(i) + "\"}";
    return "PUT /api/students/P" + std::to_string(i) +
           " HTTP/1.1\r\nHost: localhost\r\nLastseat-Desk: honest\r\nContent-Type: "
           "application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
  };
  std::string all;
  for (int i = 0; i < 50; ++i) all += put(i) + get("/api/students/P" + std::to_string(i));
  Socket socket(hall.port());
  REQUIRE(socket.send(all));
  for (int i = 0; i < 50; ++i) {
    CAPTURE(i);
    const std::string made = socket.receive();
    CHECK(status_in(made) == 201);
    const std::string read = socket.receive();
    REQUIRE(status_in(read) == 200);
    CHECK(json::parse(body_of(read)).at("name") == "Student " + std::to_string(i));
  }
  // A foreign request after a good one is still refused.
  const std::string body = R"({"name":"Mallory"})";
  const std::string evil =
      "PUT /api/students/M HTTP/1.1\r\nLastseat-Desk: hostile\r\n"
      "Content-Type: application/json\r\nContent-Length: " +
      std::to_string(body.size()) + "\r\n";
  for (const auto& [headers, status] : std::vector<std::pair<std::string, int>>{
           {"Host: evil.example\r\n", 421},
           {"Host: localhost\r\nHost: evil.example\r\n", 421},
           {"Host: localhost\r\nOrigin: http://evil.example\r\n", 403},
           {"Host: localhost\r\nOrigin: null\r\n", 403},
           {"Host: localhost\r\nSec-Fetch-Site: cross-site\r\n", 403}}) {
    CAPTURE(headers);
    Socket mixed(hall.port());
    REQUIRE(mixed.send(get("/healthz") + evil + headers + "\r\n" + body + get("/healthz")));
    CHECK(status_in(mixed.receive()) == 200);
    CHECK(status_in(mixed.receive()) == status);
  }
  hall.close(HostileHall::kCommandsOfBeginning + 50);
}

TEST_CASE("smuggling: a request hidden in an ambiguous one never runs") {
  HostileHall hall;
  httplib::Client client = hall.desk().client();
  const auto made =
      client.Post("/api/registrations", {{"Lastseat-Desk", "honest"}},
                  R"({"event":"FEST","roll":"A1","student":{"name":"Asha"}})", "application/json");
  REQUIRE(made);
  REQUIRE(made->status == 201);
  const std::string id =
      std::to_string(json::parse(made->body).at("registration").at("id").get<std::int64_t>());
  const std::string hidden = "DELETE /api/registrations/" + id +
                             " HTTP/1.1\r\nHost: localhost\r\nLastseat-Desk: hostile\r\n\r\n";
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const std::string coded = "0\r\n\r\n";
  const std::vector<std::string> framings{
      "Content-Length: 5\r\nContent-Length: 5\r\n",
      "Content-Length: 5\r\nContent-Length: 6\r\n",
      "Content-Length: 5, 5\r\n",
      "Content-Length: +5\r\n",
      "Content-Length: 5 5\r\n",
      "Content-Length : 5\r\n",
      "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n",
      "Transfer-Encoding : chunked\r\n",
      "Transfer-Encoding: xchunked\r\n",
      "Transfer-Encoding: gzip, chunked\r\n",
      "Transfer-Encoding: chunked, chunked\r\n",
      "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n",
      "Transfer-Encoding:\x0b"
      "chunked\r\n",
      "Transfer-Encoding: \"chunked\"\r\n",
      "Transfer-Encoding\r\n : chunked\r\n",
      "Transfer-Encoding:\r\n chunked\r\n",
      "X: a\nTransfer-Encoding: chunked\r\n",
      "X: a\rTransfer-Encoding: chunked\r\n",
      std::string("X: a\0b\r\n", 8),
      std::string("X\0: a\r\n", 7),
      "X: a\r\n b\r\n",
      " X: a\r\n",
      ": a\r\n",
      "no colon\r\n",
      "Content-Length: 5\n",
  };
  for (const std::string& framing : framings) {
    for (const char* first : {"POST /api/registrations", "DELETE /api/registrations/999",
                              "GET /healthz", "PUT /api/students/A1"}) {
      CAPTURE(std::string(first));
      CAPTURE(framing);
      Socket socket(hall.port());
      REQUIRE(socket.send(first + host +
                          "Lastseat-Desk: hostile\r\nContent-Type: "
                          "application/json\r\n" +
                          framing + "\r\n" + coded + hidden));
      const std::string answer = socket.receive();
      CHECK(status_in(answer) == 400);
      CHECK(answer.find("Connection: close\r\n") != std::string::npos);
      CHECK(socket.ended(5s));
    }
  }
  MESSAGE(framings.size() * 4 << " ambiguous requests");
  for (const char* line :
       {"GET /healthz HTTP/1.1\n", "GET /healthz HTTP/2.0\r\n", "GET /healthz\r\n",
        "\r\n\r\nGET /\r\n", "GET /health\tz HTTP/1.1\r\n", "GET http://evil/ HTTP/1.1\r\n"}) {
    CAPTURE(std::string(line));
    Socket socket(hall.port());
    REQUIRE(socket.send(line + std::string("Host: localhost\r\n\r\n")));
    CHECK(status_in(socket.receive()) == 400);
  }
  const auto still = client.Get("/api/registrations/" + id);
  REQUIRE(still);
  CHECK(json::parse(still->body).at("status") == "confirmed");
  hall.close(HostileHall::kCommandsOfBeginning + 1);
}
