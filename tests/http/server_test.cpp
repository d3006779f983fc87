// The server itself: who may ask, time limits, how many at once, start and stop.
#include "http/server.h"

#include <doctest/doctest.h>
#include <netinet/tcp.h>

#include <future>

#include "http/running_server.h"
#include "store/values/event.h"

using namespace lastseat;
using namespace lastseat::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

int status_in(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string get(const std::string& path, const std::string& headers = "Host: localhost\r\n") {
  return "GET " + path + " HTTP/1.1\r\n" + headers + "\r\n";
}

// The listening socket of this process on that port.
int listening_socket(int port) {
  for (int file = 0; file < 1024; ++file) {
    int listening = 0;
    socklen_t size = sizeof listening;
    if (::getsockopt(file, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || !listening)
      continue;
    sockaddr_in address{};
    socklen_t length = sizeof address;
    ::getsockname(file, reinterpret_cast<sockaddr*>(&address), &length);
    if (ntohs(address.sin_port) == port) return file;
  }
  return -1;
}

}  // namespace

TEST_CASE("host: only names of this computer, with our port or none") {
  RunningServer server;
  const std::string port = std::to_string(server.port());
  for (const std::string& host :
       {std::string("localhost"), "LOCALHOST:" + port, "127.0.0.1:" + port,
        std::string("127.0.0.1"), "[::1]:" + port, std::string("[::1]")}) {
    CHECK_MESSAGE(status_in(server.raw(get("/api/events", "Host: " + host + "\r\n"))) == 200, host);
  }
  for (const std::string& headers :
       {std::string("Host: evil.example\r\n"), "Host: evil.example:" + port + "\r\n",
        std::string("Host: localhost:1\r\n"), std::string("Host: localhost.evil.example\r\n"),
        std::string("Host: \r\n"), std::string(""),
        std::string("Host: localhost\r\nHost: evil\r\n"),
        "Host: evil@localhost:" + port + "\r\n"}) {
    const std::string answer = server.raw(get("/api/events", headers));
    CHECK_MESSAGE(status_in(answer) == 421, headers);
    CHECK(answer.find("foreign_host") != std::string::npos);
  }
  CHECK(status_in(server.raw(get("/", "Host: evil.example\r\n"))) == 421);  // pages, too
}

TEST_CASE("origin: no page but our own changes anything") {
  RunningServer server;
  const std::string port = std::to_string(server.port());
  const auto put = [&](const httplib::Headers& headers) {
    return server.put("/api/students/1", R"({"name":"A"})", headers).status;
  };
  for (const httplib::Headers& headers : std::vector<httplib::Headers>{
           {{"Origin", "http://evil.example"}},
           {{"Origin", "null"}},
           {{"Origin", "https://localhost:" + port}},
           {{"Origin", "http://localhost:1"}},
           {{"Origin", "http://localhost.evil.example:" + port}},
           {{"Sec-Fetch-Site", "cross-site"}},
           {{"Sec-Fetch-Site", "same-site"}},
           {{"Origin", "http://localhost:" + port}, {"Sec-Fetch-Site", "cross-site"}}}) {
    CHECK(put(headers) == 403);
    CHECK(server.remove("/api/registrations/1", headers).status == 403);
    CHECK(server.post("/api/demo", "", headers).status == 403);
  }
  CHECK(server.journal_length() == 0);
  CHECK(put({{"Origin", "http://localhost:" + port}, {"Sec-Fetch-Site", "same-origin"}}) == 201);
  CHECK(put({{"Origin", "http://127.0.0.1:" + port}}) == 200);
  CHECK(put({{"Sec-Fetch-Site", "none"}}) == 200);
  // Other pages cannot read answers: there is no CORS header.
  const Got read = server.get("/api/events", {{"Origin", "http://evil.example"}});
  CHECK(read.status == 200);
  CHECK(read.header("Access-Control-Allow-Origin") == "");
}

TEST_CASE("answers: the second of two does not wait until the first is acknowledged") {
  RunningServer server;
  Socket socket(server.port());
  std::vector<Clock::duration> times;
  for (int i = 0; i < 61; ++i) {
    const auto begin = Clock::now();
    socket.send(get("/healthz") + get("/healthz"));
    REQUIRE(status_in(socket.receive()) == 200);
    REQUIRE(status_in(socket.receive()) == 200);
    times.push_back(Clock::now() - begin);
  }
  std::sort(times.begin(), times.end());
  CHECK(times[30] < 30ms);  // with Nagle's algorithm it takes 40
}

TEST_CASE("connections: still usable after refusals, requests without a body, and two at once") {
  RunningServer server;
  Socket socket(server.port());
  // Browsers send DELETE without a length. What follows must not be read as its body.
  const std::string remove = "DELETE /api/registrations/1 HTTP/1.1\r\nHost: localhost\r\n\r\n";
  for (int i = 0; i < 3; ++i) {
    const auto begin = Clock::now();
    REQUIRE(socket.send(remove));
    CHECK(status_in(socket.receive()) == 404);
    REQUIRE(socket.send(get("/healthz")));
    CHECK(status_in(socket.receive()) == 200);
    CHECK(Clock::now() - begin < 1s);
  }
  REQUIRE(socket.send(get("/healthz") + remove + get("/nothing") + get("/readyz")));
  for (const int status : {200, 404, 404, 200}) CHECK(status_in(socket.receive()) == status);
  REQUIRE(socket.send(
      "PUT /api/students/1 HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
      "Content-Length: 2\r\n\r\n{}"));
  const std::string refused = socket.receive();
  CHECK(status_in(refused) == 422);
  CHECK(refused.find("Connection: close") == std::string::npos);
  REQUIRE(socket.send(get("/healthz")));
  CHECK(status_in(socket.receive()) == 200);
}

TEST_CASE("connections: the unread rest of a request is never taken for the next request") {
  RunningServer server;
  server.add_event("ROBO", 5);
  REQUIRE(server.post("/api/registrations", RunningServer::walk_in("ROBO", "A1")).status == 201);
  const std::string id = "1";
  const std::string hidden =
      "DELETE /api/registrations/" + id + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
  const std::string host = " HTTP/1.1\r\nHost: localhost\r\n";
  const std::string foreign = host + "Origin: http://evil.example\r\n";
  std::string many;
  for (int i = 0; i < 200; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
  const std::string coding = "Transfer-Encoding: gzip, chunked\r\n";
  for (const std::string& head : {
           "PROPFIND /healthz" + host + length,
           "post /healthz" + host + length,
           "GET /healthz" + host + "X: " + std::string(9000, 'x') + "\r\n" + length,
           "GET /healthz" + host + many + length,
           "POST /api/registrations" + foreign + many + length,
           "POST /api/registrations" + foreign + length,
           "DELETE /api/registrations/999" + host + length,
           "GET /healthz" + host + length,
           "GET /healthz" + host +
               "Upgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==\r\n"
               "Sec-WebSocket-Version: 13\r\n" +
               length,
           "GET /healthz" + host + coding,
           "GET /healthz" + host + "Content-Length: x\r\n",
           "GET /healthz" + host + "Content-Length: 0\r\n" + length,
       }) {
    CAPTURE(head.substr(0, 200));
    Socket socket(server.port());
    REQUIRE(socket.send(head + "\r\n" + hidden));
    std::string answer = socket.receive();
    answer += socket.receive(5s);  // until the end
    CHECK(answer.starts_with("HTTP/1.1 "));
    CHECK(answer.find("HTTP/1.1 ", 1) == std::string::npos);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    CHECK(socket.ended(0ms));
    REQUIRE(server.get("/api/registrations/" + id).json()["status"] == "confirmed");
  }
  // Explicitly no body: nothing can be left of it.
  Socket socket(server.port());
  REQUIRE(socket.send("DELETE /api/registrations/999" + host + "Content-Length: 0\r\n\r\n" +
                      get("/healthz")));
  CHECK(status_in(socket.receive()) == 404);
  CHECK(status_in(socket.receive()) == 200);
}

TEST_CASE("connections: three hundred are kept open, and everybody is served") {
  RunningServer server;
  std::vector<std::unique_ptr<Socket>> sockets;
  for (int i = 0; i < 300; ++i) {
    sockets.push_back(std::make_unique<Socket>(server.port()));
    REQUIRE(sockets.back()->connected());
  }
  const auto begin = Clock::now();
  for (int round = 0; round < 2; ++round) {
    for (const auto& socket : sockets) REQUIRE(socket->send(get("/healthz")));
    for (const auto& socket : sockets) REQUIRE(status_in(socket->receive()) == 200);
  }
  CHECK(Clock::now() - begin < 4s);
  CHECK(server.get("/healthz").status == 200);  // one more, while they idle
}

TEST_CASE("bind: a port in use is distinguished from other failures, and never shared") {
  RunningServer first;
  Server second(first.writer(), first.reader(), {.port = first.port()});
  CHECK(second.bind() == Server::Bind::port_in_use);
  Server nowhere(first.writer(), first.reader(), {.host = "203.0.113.1", .port = 0});
  CHECK(nowhere.bind() == Server::Bind::failed);
}

TEST_CASE("run: listens again on the same port if the system stops it") {
  RunningServer server;
  CHECK(server.get("/healthz").status == 200);
  const int socket = listening_socket(server.port());
  REQUIRE(socket >= 0);
  ::shutdown(socket, SHUT_RDWR);  // accept() now fails, but not because of stop()
  bool back = false;
  for (int i = 0; i < 100 && !back; ++i) {
    std::this_thread::sleep_for(50ms);
    back = static_cast<bool>(server.client().Get("/healthz"));
  }
  CHECK(back);
}

TEST_CASE("stop: returns soon, even with idle connections open, before run(), and twice") {
  auto server = std::make_unique<RunningServer>();
  Socket idle(server->port());
  idle.send(get("/healthz"));
  CHECK(status_in(idle.receive()) == 200);
  const auto begin = Clock::now();
  server->stop();
  server->server().stop();
  CHECK(Clock::now() - begin < 2s);
  CHECK(idle.ended(1s));

  Server early(server->writer(), server->reader(), {});
  REQUIRE(early.bind() == Server::Bind::done);
  early.stop();
  early.run();  // returns at once

  for (int i = 0; i < 50; ++i) {  // stop() at any moment while run() starts
    Server short_lived(server->writer(), server->reader(), {});
    REQUIRE(short_lived.bind() == Server::Bind::done);
    std::thread run([&] { short_lived.run(); });
    std::this_thread::sleep_for(std::chrono::microseconds(i * 20));
    short_lived.stop();
    run.join();
  }
}

TEST_CASE("stop: a request in progress is answered") {
  auto server = std::make_unique<RunningServer>();
  server->add_event("ROBO", 500);
  std::atomic<int> confirmed = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      httplib::Client client = server->client();
      client.set_keep_alive(true);
      for (int k = 0;; ++k) {
        const std::string roll = std::to_string(i) + "-" + std::to_string(k);
        const auto answer =
            client.Post("/api/registrations", server->walk_in("ROBO", roll), "application/json");
        if (!answer) return;
        if (answer->status == 201) ++confirmed;
        if (answer->status != 201 && answer->status != 409) ++lost;
      }
    });
  }
  std::this_thread::sleep_for(100ms);
  server->stop();
  for (std::thread& thread : threads) thread.join();
  CHECK(lost == 0);
  CHECK(server->reader().read(find_event, EventCode{"ROBO"})->taken == confirmed);
}
