// The textbook recipes on the textbook servers: a lock in Redis, and SELECT … FOR UPDATE in
// PostgreSQL. Both servers are Debian's; they are started here on loopback in temporary folders,
// and end with this test, however it ends.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "prove/race.h"
#include "support/process.h"

using namespace lastseat::prove;
using namespace std::chrono_literals;
using lastseat::test::Process;
using lastseat::test::run;
using lastseat::test::TemporaryFolder;
using nlohmann::json;

namespace {

class Socket {
 public:
  explicit Socket(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address_.sin_port = htons(static_cast<std::uint16_t>(port));
  }
  ~Socket() { ::close(socket_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connect() { return ::connect(socket_, generic(), sizeof address_) == 0; }
  int bound_port() {
    socklen_t size = sizeof address_;
    REQUIRE(::bind(socket_, generic(), size) == 0);
    REQUIRE(::getsockname(socket_, generic(), &size) == 0);
    return ntohs(address_.sin_port);
  }

 private:
  sockaddr* generic() { return reinterpret_cast<sockaddr*>(&address_); }
  sockaddr_in address_{};
  int socket_;
};

int free_port() { return Socket(0).bound_port(); }

void wait_for(int port, Process& server) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (!Socket(port).connect()) {
    REQUIRE_MESSAGE(server.runs(), server.out() << server.err());
    REQUIRE(std::chrono::steady_clock::now() < deadline);
    std::this_thread::sleep_for(10ms);
  }
}

// A command line that ends the program when this test ends.
std::vector<std::string> tied(const std::string& signal, std::vector<std::string> words) {
  words.insert(words.begin(), {"/usr/bin/setpriv", "--pdeathsig", signal, "--"});
  return words;
}

class Redis {
 public:
  Redis()
      : server_(tied("KILL", {"/usr/bin/redis-server", "--bind", "127.0.0.1", "--port",
                              std::to_string(port_), "--dir", folder_.path().string(), "--save", "",
                              "--appendonly", "no"})) {
    wait_for(port_, server_);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }

 private:
  TemporaryFolder folder_;
  int port_ = free_port();
  Process server_;
};

// PostgreSQL refuses to run as root, so it then runs as Debian's user postgres.
class Postgres {
 public:
  Postgres() {
    if (::geteuid() == 0) {
      const passwd* user = ::getpwnam("postgres");
      REQUIRE_MESSAGE(user, "the package postgresql is not installed: ./dev installs it");
      REQUIRE(::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) == 0);
    }
    const std::string data = (folder_ / "data").string();
    const auto made = run(as_user({program("initdb"), "-D", data, "-U", "lab", "-A", "trust", "-E",
                                   "UTF8", "--locale=C", "--no-sync"}));
    REQUIRE_MESSAGE(made.code == 0, made.err);
    server_.emplace(as_user({program("postgres"), "-D", data, "-p", std::to_string(port_), "-k",
                             folder_.path().string(), "-c", "listen_addresses=127.0.0.1", "-c",
                             "shared_buffers=16MB", "-c", "max_connections=40"}));
    wait_for(port_, *server_);
    wait_until_it_answers();
  }
  ~Postgres() {
    server_->signal(SIGINT);  // so that it leaves no shared memory behind
    server_->wait();
  }
  Postgres(const Postgres&) = delete;
  Postgres& operator=(const Postgres&) = delete;

  std::string address() const {
    return "host=127.0.0.1 port=" + std::to_string(port_) +
           " user=lab dbname=postgres sslmode=disable gssencmode=disable";
  }

 private:
  static std::string program(const std::string& name) {
    return std::string(LASTSEAT_POSTGRES) + "/" + name;
  }
  static std::vector<std::string> as_user(std::vector<std::string> words) {
    words = tied("INT", std::move(words));
    if (::geteuid() == 0) {
      words.insert(words.begin() + 1, {"--reuid=postgres", "--regid=postgres", "--init-groups"});
    }
    return words;
  }
  // While it starts, it accepts connections and refuses queries.
  void wait_until_it_answers() {
    const std::vector<std::string> question{program("pg_isready"), "-h", "127.0.0.1", "-p",
                                            std::to_string(port_)};
    const auto deadline = std::chrono::steady_clock::now() + 60s;
    while (run(question).code != 0) {
      REQUIRE_MESSAGE(server_->runs(), server_->err());
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::sleep_for(10ms);
    }
  }

  TemporaryFolder folder_;
  int port_ = free_port();
  std::optional<Process> server_;
};

std::map<std::string, std::string> verdicts_of(const Report& report) {
  std::map<std::string, std::string> verdicts;
  const json parsed = json::parse(json_of(report));
  for (const json& row : parsed["rows"]) {
    verdicts[row["strategy"].get<std::string>() + " " + row["as"].get<std::string>()] =
        row["verdict"];
  }
  return verdicts;
}

RaceOptions quick(std::vector<std::string> names, Servers servers) {
  RaceOptions options;
  options.rounds = 2;
  options.seats = 6;
  options.strategies = std::move(names);
  options.program = LASTSEAT_PROGRAM;
  options.servers = std::move(servers);
  return options;
}

}  // namespace

TEST_CASE(
    "peers: a lock in Redis fails when its holder outlives it, and holds with a fencing token") {
  const Redis redis;
  const Report report = race(quick({"redis-lock", "redis-fenced", "single-writer"},
                                   {.redis = redis.address(), .postgres = {}}));
  MESSAGE(table_of(report));
  CHECK(report.proven);
  const std::map<std::string, std::string> expected{
      {"redis-lock threads", "fails"},    {"redis-lock processes", "fails"},
      {"redis-fenced threads", "holds"},  {"redis-fenced processes", "holds"},
      {"single-writer threads", "holds"}, {"single-writer processes", "holds"}};
  CHECK(verdicts_of(report) == expected);
}

TEST_CASE("peers: SELECT … FOR UPDATE in PostgreSQL holds, like the single writer") {
  const Postgres postgres;
  const Report report =
      race(quick({"for-update", "single-writer"}, {.redis = {}, .postgres = postgres.address()}));
  MESSAGE(table_of(report));
  CHECK(report.proven);
  const auto verdicts = verdicts_of(report);
  CHECK(verdicts.size() == 4);
  for (const auto& [who, verdict] : verdicts) {
    CAPTURE(who);
    CHECK(verdict == "holds");
  }
}

TEST_CASE("peers: strategies whose server is missing are left out, and can be named otherwise") {
  const Redis redis;
  CHECK_THROWS_AS(race(quick({"for-update"}, {.redis = redis.address(), .postgres = {}})),
                  UnknownStrategy);
  for (const Strategy& each : strategies()) {
    const std::string name = each.name;
    CAPTURE(name);
    CHECK((each.needs == &Servers::redis) == name.starts_with("redis-"));
    CHECK((each.needs == &Servers::postgres) == (name == "for-update"));
  }
}

TEST_CASE("peers: a server that does not answer is an error that names it") {
  Servers servers{.redis = "127.0.0.1:" + std::to_string(free_port()), .postgres = {}};
  CHECK_THROWS_WITH_AS(race(quick({"redis-lock"}, servers)),
                       ("lab.no_redis (server " + servers.redis + ")").c_str(), lastseat::Error);
}
