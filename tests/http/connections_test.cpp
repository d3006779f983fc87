// Connections: requests in pieces, in a row, without an end, and at a stop.
#include <doctest/doctest.h>
#include <netinet/tcp.h>

#include <atomic>
#include <memory>
#include <sstream>
#include <thread>
#include <vector>

#include "domain/limits.h"
#include "http/net/connection.h"
#include "http/net/limits.h"
#include "http/net/listener.h"
#include "http/running_server.h"

using namespace lastseat;
using namespace lastseat::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

const std::string kHost = " HTTP/1.1\r\nHost: localhost\r\n";

int status_in(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string get(const std::string& path) { return "GET " + path + kHost + "\r\n"; }

std::string put(const std::string& roll, const std::string& headers, const std::string& body) {
  return "PUT /api/students/" + roll + kHost + "Content-Type: application/json\r\n" + headers +
         "\r\n" + body;
}

std::string sized(const std::string& body) {
  return "Content-Length: " + std::to_string(body.size()) + "\r\n";
}

// So that what comes before and after is received apart.
void let_it_arrive() { std::this_thread::sleep_for(3ms); }

}  // namespace

TEST_CASE("a request is answered wherever it is cut in two") {
  RunningServer server;
  const std::string body = R"({"name":"Asha"})";
  const std::string chunks = "7\r\n{\"name\"\r\n8;x=y\r\n:\"Asha\"}\r\n0\r\nX: y\r\n\r\n";
  for (const std::string& request :
       {put("A1", sized(body), body), put("A1", "Transfer-Encoding: chunked\r\n", chunks)}) {
    for (std::size_t cut = 1; cut < request.size(); ++cut) {
      CAPTURE(cut);
      Socket socket(server.port());
      REQUIRE(socket.send(request.substr(0, cut)));
      let_it_arrive();
      REQUIRE(socket.send(request.substr(cut) + get("/healthz")));
      const std::string answer = socket.receive();
      REQUIRE(status_in(answer) / 100 == 2);
      REQUIRE(answer.find("Asha") != std::string::npos);
      REQUIRE(status_in(socket.receive()) == 200);
    }
  }
}

TEST_CASE(
    "a client that asks whether it may send the body is told so, or gets the answer at once") {
  RunningServer server;
  const std::string body = R"({"name":"Asha"})";
  const std::string expects = "Expect: 100-continue\r\n";
  for (const std::string& more : {sized(body), std::string("Transfer-Encoding: chunked\r\n")}) {
    Socket socket(server.port());
    REQUIRE(socket.send(put("A1", more + expects, "")));
    CHECK(socket.receive() == "HTTP/1.1 100 Continue\r\n\r\n");
    REQUIRE(socket.send(more == sized(body) ? body : "f\r\n" + body + "\r\n0\r\n\r\n"));
    CHECK(status_in(socket.receive()) / 100 == 2);
  }
  Socket refused(server.port());
  REQUIRE(refused.send(put("A1", sized(body) + expects + "Origin: http://evil.example\r\n", "")));
  CHECK(status_in(refused.receive()) == 403);
  CHECK(refused.ended(2s));
}

TEST_CASE("a client that has said all it wants to say is still answered") {
  RunningServer server;
  for (const char* path : {"/healthz", "/api/students", "/api/export/events.csv"}) {
    Socket socket(server.port());
    REQUIRE(socket.send(get(path)));
    socket.end_sending();
    CHECK(status_in(socket.receive()) == 200);
    CHECK(socket.ended(2s));
  }
}

TEST_CASE("answers keep the order of their requests, whoever makes them") {
  RunningServer server;
  server.add_event("ROBO", 100);
  std::string all;
  for (int i = 0; i < 20; ++i) {
    const std::string body = RunningServer::walk_in("ROBO", "A" + std::to_string(i));
    all += "POST /api/registrations" + kHost + "Content-Type: application/json\r\n" + sized(body) +
           "\r\n" + body + get("/api/students/A" + std::to_string(i)) + get("/healthz") +
           get("/api/export/registrations.csv");
  }
  Socket socket(server.port());
  REQUIRE(socket.send(all));
  for (int i = 0; i < 20; ++i) {
    CAPTURE(i);
    CHECK(status_in(socket.receive()) == 201);
    CHECK(socket.receive().find("Student A" + std::to_string(i)) != std::string::npos);
    CHECK(socket.receive().find("alive") != std::string::npos);
    CHECK(status_in(socket.receive()) == 200);
  }
}

TEST_CASE("HEAD has the headers of GET and no body") {
  RunningServer server;
  const std::string whole = server.raw("GET /healthz" + kHost + "Connection: close\r\n\r\n");
  Socket socket(server.port());
  REQUIRE(socket.send("HEAD /healthz" + kHost + "Connection: close\r\n\r\n"));
  CHECK(socket.receive() == whole.substr(0, whole.find("\r\n\r\n") + 4));
}

TEST_CASE("the connection ends after the answer if the client says so, in any spelling") {
  RunningServer server;
  for (const std::string& request : std::vector<std::string>{
           "GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n",
           "GET /healthz HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n",
           "GET /healthz" + kHost + "Connection: close\r\n\r\n",
           "GET /healthz" + kHost + "Connection: Close\r\n\r\n",
           "GET /healthz" + kHost + "Connection: keep-alive, close\r\n\r\n"}) {
    CAPTURE(request);
    Socket socket(server.port());
    REQUIRE(socket.send(request + get("/healthz")));
    const std::string answer = socket.receive();
    CHECK(status_in(answer) == 200);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(socket.receive(2s).empty());
    CHECK(socket.ended(2s));
  }
  Socket open(server.port());
  REQUIRE(open.send("GET /healthz" + kHost + "Connection: keep-alive, closed\r\n\r\n"));
  CHECK(open.receive().find("Connection: close") == std::string::npos);
}

TEST_CASE("a long body that can no longer be read ends its connection and no other") {
  std::unique_ptr<http::Listener> listener;
  const auto begin = [&](http::Connection& connection, const auto&) {
    http::Begun begun;
    begun.go = [&](const std::string&) {
      http::Response response;
      response.long_body = {1000, [](std::size_t offset, std::size_t) {
                              return offset == 0 ? std::string(10, 'x') : std::string();
                            }};
      listener->answer(connection, response);
    };
    return begun;
  };
  listener = std::make_unique<http::Listener>(
      http::Listener::Options{"127.0.0.1", 0, 1000, [](const Message&) {}},
      http::Callbacks{.begin = begin,
                      .common_headers = [] { return std::make_shared<const http::HeaderList>(); }});
  REQUIRE(listener->bind() == http::Listener::Bind::done);
  std::thread run([&] { listener->run(); });
  Socket other(listener->port());
  for (int i = 0; i < 2; ++i) {
    Socket socket(listener->port());
    REQUIRE(socket.send(get("/")));
    CHECK(socket.receive().ends_with("\r\n\r\nxxxxxxxxxx"));
    CHECK(socket.ended(2s));
  }
  REQUIRE(other.send(get("/")));
  CHECK(status_in(other.receive(2s)) == 200);
  listener->stop();
  run.join();
}

TEST_CASE("large bodies: some may be on their way, the next is told to come again") {
  RunningServer server;
  const std::string head = "POST /api/import/students" + kHost +
                           "Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\n";
  std::vector<std::unique_ptr<Socket>> importers;
  for (int i = 0; i < limits::kLargeAtOnce; ++i) {
    importers.push_back(std::make_unique<Socket>(server.port()));
    REQUIRE(importers.back()->send(head + "roll,name\n"));
  }
  let_it_arrive();
  Socket next(server.port());
  REQUIRE(next.send(head));
  CHECK(status_in(next.receive()) == 503);
  CHECK(server.get("/api/events").status == 200);
  importers.pop_back();  // gives its place back
  bool served = false;
  for (int i = 0; i < 100 && !served; ++i) {
    served = server.import("students", "roll,name\nA1,Asha\n").status == 200;
    if (!served) std::this_thread::sleep_for(20ms);
  }
  CHECK(served);
}

TEST_CASE("unfinished requests use a limited amount of memory, and others are answered meanwhile") {
  RunningServer server;
  server.add_event("ROBO", 5);
  const std::string most(limits::kBody - 1000, ' ');
  const std::string head =
      "POST /api/registrations" + kHost +
      "Content-Type: application/json\r\nContent-Length: " + std::to_string(limits::kBody) +
      "\r\n\r\n";
  const std::size_t enough = limits::kHeld / most.size() + 20;
  std::vector<std::unique_ptr<Socket>> sockets;
  std::size_t refused = 0;
  for (std::size_t i = 0; i < enough; ++i) {
    sockets.push_back(std::make_unique<Socket>(server.port()));
    REQUIRE(sockets.back()->send(head + most));
    refused += sockets.back()->ended(0ms) ? 1U : 0U;
  }
  CHECK(server.post("/api/registrations", RunningServer::walk_in("ROBO", "A1")).status == 201);
  bool told = false;
  for (const auto& socket : sockets) told = told || status_in(socket->receive(0ms)) == 503;
  CHECK(told);
  sockets.clear();
  CHECK(server.get("/api/events").status == 200);
}

TEST_CASE("one client that never stops asking does not keep another one waiting") {
  RunningServer server;
  std::string many;
  for (int i = 0; i < 1000; ++i) many += get("/healthz");
  std::atomic<bool> done = false;
  std::vector<std::thread> askers;
  for (int i = 0; i < 4; ++i) {
    askers.emplace_back([&] {
      Socket socket(server.port());
      std::thread reader([&] {
        while (!done) socket.receive(10ms);
      });
      while (!done && socket.send(many)) {
      }
      done = true;
      reader.join();
    });
  }
  int answered = 0;
  for (int i = 0; i < 5; ++i) {
    Socket socket(server.port());
    socket.send(get("/healthz"));
    answered += status_in(socket.receive(20s)) == 200 ? 1 : 0;
  }
  done = true;
  server.stop();
  for (std::thread& asker : askers) asker.join();
  CHECK(answered == 5);
}

TEST_CASE("a client that always has half a request behind uses no more memory for it") {
  std::atomic<std::size_t> open = 0;
  int pair[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0);
  http::Connection connection(pair[0], open);
  const std::string piece(1000, 'x');
  for (int i = 0; i < 1000; ++i) {
    REQUIRE(::send(pair[1], piece.data(), piece.size(), 0) == 1000);
    REQUIRE(connection.receive());
    connection.consume(i == 0 ? 500 : 1000);
    REQUIRE(connection.unread().size() == 500);
  }
  CHECK(connection.kept() < 10'000);
  ::close(pair[1]);
}

TEST_CASE("chunks are decoded as they come, and their framing is limited, too") {
  RunningServer server;
  const std::string head = "POST /api/import/students" + kHost +
                           "Content-Type: text/csv\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto chunk = [](const std::string& bytes) {
    std::ostringstream size;
    size << std::hex << bytes.size();
    return size.str() + "\r\n" + bytes + "\r\n";
  };
  Socket socket(server.port());
  REQUIRE(socket.send(head + chunk("roll,name\r\n\r\n")));
  for (int i = 0; i < 200; ++i) {
    REQUIRE(socket.send(chunk("A" + std::to_string(i) + ",Asha\r\n\r\n")));
    if (i % 50 == 0) let_it_arrive();
  }
  REQUIRE(socket.send("0\r\n\r\n" + get("/healthz")));
  CHECK(socket.receive().find("\"new\":200") != std::string::npos);
  CHECK(status_in(socket.receive()) == 200);

  Socket wasteful(server.port());
  std::string small;
  for (int i = 0; i < 300'000; ++i) small += "1\r\na\r\n";
  wasteful.send(head + small);
  CHECK(status_in(wasteful.receive()) == 413);
}

TEST_CASE("a client that says no more before its request is whole is told so") {
  RunningServer server;
  for (const std::string& part : {"GET /healthz HTTP/1.1\r\nHost: loc" + std::string(),
                                  put("A1", "Content-Length: 9\r\n", "{"),
                                  put("A1", "Transfer-Encoding: chunked\r\n", "9\r\n{")}) {
    CAPTURE(part);
    Socket socket(server.port());
    REQUIRE(socket.send(part));
    socket.end_sending();
    CHECK(status_in(socket.receive()) == 400);
    CHECK(socket.ended(2s));
  }
}

TEST_CASE("stop: a client that keeps its connection, or reads slowly, does not hold it up") {
  auto server = std::make_unique<RunningServer>();
  std::string file = "roll,name,college\n";
  for (int i = 0; i < 20'000; ++i) {
    file += "L" + std::to_string(i) + ",Asha," + std::string(200, 'c') + "\n";
  }
  REQUIRE(server->import("students", file).status == 200);
  Socket slow(server->port());
  REQUIRE(slow.send(get("/api/export/students.csv")));
  Socket late(server->port());
  let_it_arrive();
  REQUIRE(late.send(get("/api/export/students.csv")));
  const auto begin = Clock::now();
  server->stop();
  CHECK(Clock::now() - begin < limits::kStopping + 5s);
}

TEST_CASE("stop: whoever has sent half a request does not hold it up for long") {
  auto server = std::make_unique<RunningServer>();
  REQUIRE(server->get("/healthz").status == 200);  // it listens
  Socket half(server->port());
  REQUIRE(half.send("GET /healthz HTTP/1.1\r\nHost: loc"));
  Socket whole(server->port());
  let_it_arrive();
  REQUIRE(whole.send(get("/healthz")));
  const auto begin = Clock::now();
  std::thread stop([&] { server->stop(); });
  CHECK(status_in(whole.receive()) == 200);
  CHECK(status_in(half.receive()) == 408);
  stop.join();
  CHECK(Clock::now() - begin < limits::kStopping + 5s);
}
