// Many connections, and slow ones: an honest desk is still answered.
//
// How this is measured: the program runs as a process with its usual limits; the connections are
// sockets of this test; all the time an honest desk registers one student after another. One thread
// serves all connections. Memory: the program, some kilobytes a connection, and what the heap keeps
// of the import that comes before, which is most of it.

#include <doctest/doctest.h>

#include <algorithm>

#include "hostile/honest_desk.h"

using namespace lastseat::test;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr long kMostMemoryKib = 128L * 1024;
constexpr long kMostThreads = 16;

using Sockets = std::vector<std::unique_ptr<Socket>>;

// A body that never ends, sent one byte at a time.
std::string slow_head() {
  return "POST /api/registrations HTTP/1.1\r\nHost: localhost\r\nLastseat-Desk: hostile\r\n"
         "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n";
}

void check_bounds(HostileHall& hall) {
  const Vitals now = hall.vitals();
  MESSAGE("meanwhile: " << sentence(now));
  CHECK(now.threads <= kMostThreads);
  if (kSanitized) {
    MESSAGE("memory is not checked under a sanitizer, which uses its own");
  } else {
    CHECK(now.peak_rss_kib < kMostMemoryKib);
  }
}

// Sends one byte a second on each; reconnects after being cut off, as an attacker would.
class SlowSenders {
 public:
  SlowSenders(int port, std::size_t count) : port_(port), sockets_(count), sent_(count) {
    for (auto& socket : sockets_) socket = std::make_unique<Socket>(port_);
  }

  void send_a_byte() {
    static const std::string kHead = slow_head();
    for (std::size_t i = 0; i < sockets_.size(); ++i) {
      const std::string answer = sockets_[i]->receive(0ms);
      if (!answer.empty() || sockets_[i]->ended(0ms)) {
        cut_ += status_in(answer) == 408 ? 1U : 0U;
        other_ += status_in(answer) == 408 ? 0U : 1U;
        sockets_[i] = std::make_unique<Socket>(port_);
        sent_[i] = 0;
      }
      // Half of them are slow from the first byte, half only in the body.
      const std::size_t size = i % 2 == 1 && sent_[i] == 0 ? kHead.size() : 1;
      const std::size_t at = std::min(sent_[i], kHead.size());
      const std::string piece = at < kHead.size() ? kHead.substr(at, size) : " ";
      if (sockets_[i]->send(piece)) sent_[i] += piece.size();
    }
  }

  std::size_t cut() const { return cut_; }      // told that they are too slow
  std::size_t other() const { return other_; }  // ended in another way

 private:
  const int port_;
  Sockets sockets_;
  std::vector<std::size_t> sent_;
  std::size_t cut_ = 0;
  std::size_t other_ = 0;
};

// A download too large for the system's buffers: 10 MiB of students.
std::size_t import_many_students(Desk& desk) {
  std::string file = "roll,name,email,college\n";
  const std::string text(200, 'c');
  for (int i = 0; i < 17'000; ++i) {
    file += "L" + std::to_string(i) + "," + text + "," + text + "," + text + "\n";
  }
  httplib::Client client = desk.client();
  client.set_keep_alive(false);
  client.set_read_timeout(60s);
  const auto imported =
      client.Post("/api/import/students", {{"Lastseat-Desk", "honest"}}, file, "text/csv");
  REQUIRE(imported);
  REQUIRE(imported->status == 200);
  return file.size();
}

// What a socket must receive after it sent these bytes and nothing more.
struct Silence {
  const char* what;
  std::string sent;
  int status;  // 0: closed without an answer
};

}  // namespace

TEST_CASE("slow senders: a desk is answered despite five hundred, and others that send nothing") {
  const auto slow = count_from<std::size_t>("LASTSEAT_SLOW_SENDERS", kSanitized ? 100 : 480);
  if (kSanitized) MESSAGE("under a sanitizer only " << slow << " slow senders");
  REQUIRE(may_open(slow + 100));
  HostileHall hall;
  const std::size_t file = import_many_students(hall.desk());

  // Some request much and read nothing, some send half a request: 500 with the slow ones.
  Sockets readers;
  for (int i = 0; i < 6; ++i) {
    readers.push_back(std::make_unique<Socket>(hall.port()));
    REQUIRE(readers.back()->send(get("/api/export/students.csv")));
  }
  const std::vector<Silence> silences{
      {"nothing", "", 0},
      {"half a request line", "GET /hea", 408},
      {"half a header", "GET /healthz HTTP/1.1\r\nHost: loc", 408},
      {"a head without an end", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n", 408},
      {"half a body", slow_head() + "{\"event\":", 408},
      {"half a chunk",
       "POST /api/registrations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
       "Transfer-Encoding: chunked\r\n\r\n10\r\n{",
       408},
  };
  Sockets silent;
  for (std::size_t i = 0; i < 14; ++i) {
    silent.push_back(std::make_unique<Socket>(hall.port()));
    REQUIRE(silent.back()->send(silences[i % silences.size()].sent));
  }
  const auto begin = Clock::now();
  SlowSenders senders(hall.port(), slow);
  HonestDesk honest(hall.desk());
  while (Clock::now() - begin < 12s) {
    const auto next = Clock::now() + 1s;
    senders.send_a_byte();
    std::this_thread::sleep_until(next);
  }
  check_bounds(hall);
  honest.stop();
  MESSAGE(slow << " slow senders, " << senders.cut() << " told so and cut off");
  CHECK(honest.percentile(99) < (kSanitized ? 10s : 1s));
  CHECK(senders.cut() >= slow);
  CHECK(senders.other() == 0);
  for (std::size_t i = 0; i < silent.size(); ++i) {
    CAPTURE(std::string(silences[i % silences.size()].what));
    CHECK(status_in(silent[i]->receive(2s)) == silences[i % silences.size()].status);
    CHECK(silent[i]->ended(2s));
  }
  for (const auto& reader : readers) {
    // They get what fits into the system's buffers, then the connection is closed.
    std::size_t taken = 0;
    std::string piece;
    while (!(piece = reader->receive(100ms)).empty()) taken += piece.size();
    CHECK(taken < file);
    CHECK(reader->ended(1s));
  }
  hall.settle();
  hall.close(HostileHall::kCommandsOfBeginning + 1 + honest.confirmed());
}

TEST_CASE("two thousand connections at once: each is answered, or told to retry") {
  const auto count = count_from<std::size_t>("LASTSEAT_CONNECTIONS", kSanitized ? 700 : 2000);
  if (kSanitized) MESSAGE("under a sanitizer only " << count << " connections");
  REQUIRE(may_open(count));
  HostileHall hall;
  HonestDesk honest(hall.desk());
  std::size_t served = 0;
  std::size_t turned_away = 0;
  for (const bool in_halves : {false, true}) {
    const std::string request = get("/healthz");
    const std::size_t first = in_halves ? 20 : request.size();
    Sockets sockets;
    for (std::size_t i = 0; i < count; ++i) {
      sockets.push_back(std::make_unique<Socket>(hall.port()));
      REQUIRE(sockets.back()->connected());
      sockets.back()->send(request.substr(0, first));
    }
    check_bounds(hall);
    if (in_halves) {  // so far, none of them could be answered
      for (const auto& socket : sockets) socket->send(request.substr(first));
    }
    for (const auto& socket : sockets) {
      const int status = status_in(socket->receive(30s));
      served += status == 200 ? 1U : 0U;
      turned_away += status == 503 ? 1U : 0U;
    }
  }
  honest.stop();
  MESSAGE((2 * count) << " connections: " << served << " served, " << turned_away
                      << " told to retry");
  CHECK(served + turned_away == 2 * count);
  CHECK(served >= count);
  hall.settle();
  hall.close(HostileHall::kCommandsOfBeginning + honest.confirmed());
}

TEST_CASE("idle connections: a thousand of them do not slow a desk down") {
  const std::size_t count = kSanitized ? 300 : 1000;
  REQUIRE(may_open(count));
  HostileHall hall;
  Sockets sockets;
  for (std::size_t i = 0; i < count; ++i) {
    sockets.push_back(std::make_unique<Socket>(hall.port()));
    REQUIRE(sockets.back()->send(get("/healthz")));
  }
  for (const auto& socket : sockets) REQUIRE(status_in(socket->receive(30s)) == 200);
  HonestDesk honest(hall.desk());
  std::this_thread::sleep_for(1s);
  honest.stop();
  check_bounds(hall);
  CHECK(honest.percentile(99) < (kSanitized ? 10s : 1s));
  sockets.clear();
  hall.settle();
  hall.close(HostileHall::kCommandsOfBeginning + honest.confirmed());
}
