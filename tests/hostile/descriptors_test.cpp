// Open files run out: accept() fails, or would fail.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include "hostile/honest_desk.h"
#include "support/soon.h"

using namespace lastseat::test;
using namespace std::chrono_literals;

namespace {

std::string mirror_version(const HostileHall& hall) {
  const std::string text = text_of(hall.data() / "registrations.json");
  return text.substr(0, text.find("\"head\""));
}

}  // namespace

TEST_CASE("open files: with few, connections leave enough for the database and the mirror") {
  constexpr std::size_t kConnections = 600;
  REQUIRE(may_open(kConnections));
  for (const std::string limit : {"256", "1024"}) {
    CAPTURE(limit);
    HostileHall hall({}, limit);
    const std::string mirror = mirror_version(hall);
    HonestDesk honest(hall.desk());
    std::size_t answered = 0;
    std::vector<std::unique_ptr<Socket>> sockets;
    for (std::size_t i = 0; i < kConnections; ++i) {
      sockets.push_back(std::make_unique<Socket>(hall.port()));
      sockets.back()->send("GET /healthz HTTP/1.1\r\nHost: loc");
    }
    const Vitals full = hall.vitals();
    MESSAGE("open files at most " << limit << ": " << sentence(full));
    CHECK(full.descriptors + 16 < std::stoul(limit));
    for (const auto& socket : sockets) socket->send("alhost\r\n\r\n");
    for (const auto& socket : sockets) {
      const int status = status_in(socket->receive(30s));
      answered += status == 200 || status == 503 ? 1U : 0U;
    }
    sockets.clear();
    honest.stop();
    CHECK(answered == kConnections);
    CHECK(soon([&] { return mirror_version(hall) != mirror; }));
    // accept() never failed.
    CHECK(text_of(hall.data() / "lastseat.log").find("listen") == std::string::npos);
    hall.close(HostileHall::kCommandsOfBeginning + honest.confirmed());
  }
}

TEST_CASE("open files: when none are left the program waits, and then serves again") {
#if defined(__SANITIZE_ADDRESS__)
  MESSAGE("skipped with UBSan, which checks types through a pipe");
  return;
#endif
  HostileHall hall;
  httplib::Client before = hall.desk().client();
  REQUIRE(before.Get("/api/events"));
  const int process = hall.desk().process().id();
  rlimit usual{};
  REQUIRE(::prlimit(process, RLIMIT_NOFILE, nullptr, &usual) == 0);
  rlimit few = usual;
  few.rlim_cur = hall.vitals().descriptors + 10;
  REQUIRE(::prlimit(process, RLIMIT_NOFILE, &few, nullptr) == 0);
  {
    std::vector<std::unique_ptr<Socket>> sockets;
    for (int i = 0; i < 60; ++i) {
      sockets.push_back(std::make_unique<Socket>(hall.port()));
      sockets.back()->send("GET /healthz HTTP/1.1\r\nHost: loc");
    }
    const auto begin = std::chrono::steady_clock::now();
    const double used = hall.vitals().cpu_seconds;
    std::this_thread::sleep_for(1s);
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    const double share = (hall.vitals().cpu_seconds - used) / time.count();
    MESSAGE("out of open files, it uses " << static_cast<int>(share * 100) << " % of a core");
    if (!kSanitized) CHECK(share < 0.9);
    CHECK_MESSAGE(hall.desk().process().runs(), hall.desk().process().err());
  }
  // There are still few, but the connections that used them are gone.
  HonestDesk honest(hall.desk());
  std::this_thread::sleep_for(300ms);
  honest.stop();
  REQUIRE(::prlimit(process, RLIMIT_NOFILE, &usual, nullptr) == 0);
  hall.close(HostileHall::kCommandsOfBeginning + honest.confirmed());
}

TEST_CASE("accept: it fails again and again, and every desk is finally answered, once") {
  if (kSanitized) {
    MESSAGE("skipped under a sanitizer, whose library must be loaded first");
    return;
  }
  HostileHall hall(Environment{{"LD_PRELOAD", LASTSEAT_ACCEPT_FAILS}});
  std::size_t answered = 0;
  constexpr std::size_t kRequests = 120;
  for (std::size_t i = 0; i < kRequests; ++i) {
    // One connection each: accept() is called 120 times, and every seventh call fails.
    for (int tries = 0; tries < 200; ++tries) {
      httplib::Client client("127.0.0.1", hall.port());
      const auto answer = client.Put(
          "/api/students/S" + std::to_string(i),
          {{"Idempotency-Key", "student " + std::to_string(i)}, {"Lastseat-Desk", "honest"}},
          R"({"name":"Asha"})", "application/json");
      if (answer && answer->status == 201) {
        ++answered;
        break;
      }
      std::this_thread::sleep_for(10ms);
    }
  }
  CHECK(answered == kRequests);
  CHECK(text_of(hall.data() / "lastseat.log").find("stopped listening") != std::string::npos);
  hall.close(HostileHall::kCommandsOfBeginning + kRequests);
}
