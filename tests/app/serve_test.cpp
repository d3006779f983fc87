#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "support/desk.h"
#include "support/soon.h"

using namespace lastseat::test;
using nlohmann::json;

namespace {

// A port that another program uses.
class ForeignPort {
 public:
  ForeignPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(::listen(socket_, 1) == 0);
    REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    number_ = std::to_string(ntohs(address.sin_port));
  }
  ~ForeignPort() { ::close(socket_); }
  ForeignPort(const ForeignPort&) = delete;
  ForeignPort& operator=(const ForeignPort&) = delete;
  const std::string& number() const { return number_; }

 private:
  int socket_;
  std::string number_;
};

void add_quiz(httplib::Client& client) {
  const json event{{"code", "QUIZ"},
                   {"title", "Quiz"},
                   {"starts_at", "2027-01-22T09:00"},
                   {"ends_at", "2027-01-22T10:00"},
                   {"capacity", 1}};
  const auto added =
      client.Post("/api/events", {{"Idempotency-Key", "quiz"}}, event.dump(), "application/json");
  REQUIRE(added);
  REQUIRE(added->status == 201);
}

}  // namespace

TEST_CASE("serve: it registers over HTTP, writes the mirror, exits with 0, and keeps everything") {
  const TemporaryFolder folder;
  const auto data = folder / "a/new/folder";
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    CAPTURE(signal);
    Desk desk(data);
    CHECK(desk.process().out() == "Lastseat is ready at " + desk.address() + "\n");
    httplib::Client client = desk.client();
    add_quiz(client);
    const json walk_in{{"event", "QUIZ"}, {"roll", "R1"}, {"student", {{"name", "Asha"}}}};
    const auto registered = client.Post("/api/registrations", {{"Idempotency-Key", "asha"}},
                                        walk_in.dump(), "application/json");
    REQUIRE(registered);
    REQUIRE(registered->status == 201);
    CHECK(json::parse(registered->body)["outcome"] == "confirmed");
    desk.process().signal(signal);
    CHECK(desk.process().wait() == 0);
    const json mirror = json::parse(text_of(data / "registrations.json"));
    CHECK(mirror["version"] == json::parse(registered->body)["seq"]);
    CHECK(mirror["registrations"][0]["members"][0]["name"] == "Asha");
    CHECK(text_of(data / "lastseat.log").find("serving ") != std::string::npos);
    for (const char* part : {"lastseat.db-wal", "lastseat.db-shm"}) {
      CHECK_FALSE(std::filesystem::exists(data / part));
    }
  }
}

TEST_CASE(
    "serve: while it runs others can read but not write, and a second start says where it is") {
  const TemporaryFolder folder;
  const std::string data = (folder / "data").string();
  write_text(folder / "students.csv", "roll,name\nR1,Asha\n");
  Desk desk(data);
  httplib::Client client = desk.client();
  add_quiz(client);

  const Finished second = command_line({"serve", "--data", data, "--port", "auto"});
  CHECK(second.code == 4);
  CHECK(second.out == "");
  CHECK(second.err.find(desk.address()) != std::string::npos);

  const Finished import =
      command_line({"import", "students", (folder / "students.csv").string(), "--data", data});
  CHECK(import.code == 4);
  CHECK(import.err.find(desk.address()) != std::string::npos);

  const Finished events = command_line({"export", "events", "--data", data});
  CHECK(events.code == 0);
  CHECK(events.out.find("QUIZ,Quiz") != std::string::npos);
  CHECK(command_line({"check", "--data", data}).code == 0);

  CHECK(desk.process().runs());
  const auto again = client.Get("/api/events");
  REQUIRE(again);
  CHECK(again->status == 200);
}

TEST_CASE(
    "serve: the browser opens at the desk, by a second start too, and not with --no-browser") {
  const TemporaryFolder folder;
  const auto opened = folder / "opened";
  write_text(folder / "xdg-open", "#!/bin/sh\necho \"$1\" >> '" + opened.string() + "'\n");
  std::filesystem::permissions(folder / "xdg-open", std::filesystem::perms::owner_all);
  const Environment screen{{"DISPLAY", ":0"},
                           {"PATH", folder.path().string()},
                           {"LASTSEAT_DATA", (folder / "data").string()},
                           {"LASTSEAT_PORT", "auto"}};
  Process alone({kProgram}, screen);
  const std::string line = alone.first_line();
  REQUIRE(line.starts_with("Lastseat is ready at "));
  const std::string address = line.substr(line.find("http"));
  REQUIRE(soon([&] { return text_of(opened) == address + "\n"; }));
  CHECK(std::filesystem::exists(folder / "data/lastseat.db"));

  CHECK(run({kProgram, "serve", "--no-browser"}, screen).code == 4);
  CHECK(run({kProgram}, screen).code == 4);
  CHECK(soon([&] { return text_of(opened) == address + "\n" + address + "\n"; }));
  alone.signal(SIGTERM);
  CHECK(alone.wait() == 0);
}

TEST_CASE("serve: a port in use exits with 3, says what to do, and changes nothing") {
  const TemporaryFolder folder;
  const std::string data = (folder / "data").string();
  const ForeignPort taken;
  const Finished refused = command_line({"serve", "--data", data, "--port", taken.number()});
  CHECK(refused.code == 3);
  CHECK(refused.out == "");
  CHECK(refused.err.find(taken.number()) != std::string::npos);
  CHECK(refused.err.find("--port auto") != std::string::npos);

  Desk first(data);
  const Finished second = command_line(
      {"serve", "--data", (folder / "other").string(), "--port", std::to_string(first.port())});
  CHECK(second.code == 3);

  const Environment variable{{"LASTSEAT_PORT", taken.number()}};
  CHECK(command_line({"serve", "--data", (folder / "third").string()}, variable).code == 3);
}

TEST_CASE("serve: --data and --port win over the environment, which the demo's folder ignores") {
  const TemporaryFolder folder;
  const ForeignPort taken;
  const std::string variable = (folder / "variable").string();
  const Environment environment{{"LASTSEAT_DATA", variable}, {"LASTSEAT_PORT", taken.number()}};
  {
    Desk desk(folder / "flag", environment);
    CHECK(desk.port() != std::stoi(taken.number()));
    CHECK(std::filesystem::exists(folder / "flag/lastseat.db"));
  }
  Process demo({kProgram, "serve", "--demo", "--port", "auto", "--no-browser"}, environment);
  CHECK(demo.first_line().starts_with("Lastseat is ready at "));
  demo.signal(SIGTERM);
  CHECK(demo.wait() == 0);
  CHECK_FALSE(std::filesystem::exists(variable));
}

TEST_CASE("serve: a demo whose port is in use exits cleanly, and leaves nothing behind") {
  const TemporaryFolder folder;
  const ForeignPort taken;
  for (int i = 0; i < 5; ++i) {
    const Finished refused = run({kProgram, "serve", "--demo", "--port", taken.number()},
                                 {{"TMPDIR", folder.path().string()}});
    CHECK(refused.code == 3);
    CHECK(refused.err.find(taken.number()) != std::string::npos);
    CHECK(entries_in(folder.path()) == 0);
  }
}

TEST_CASE("serve: an unusable folder exits with 4 and is named, with what to do") {
  const TemporaryFolder folder;
  write_text(folder / "file", "");
  std::filesystem::create_directory(folder / "foreign");
  write_text(folder / "foreign/lastseat.db", "This is not a database.");
  // Root may write almost anywhere, but not here.
  for (const std::string& data : {std::string("/dev/null/data"), std::string("/proc/self"),
                                  (folder / "file").string(), (folder / "foreign").string()}) {
    CAPTURE(data);
    const Finished refused =
        command_line({"serve", "--port", "auto", "--no-browser", "--data", data});
    CHECK(refused.code == 4);
    CHECK(refused.out == "");
    CHECK(refused.err.find(data) != std::string::npos);
    const bool is_foreign = data == (folder / "foreign").string();
    CHECK((refused.err.find("--data") != std::string::npos) == !is_foreign);
  }
  CHECK(text_of(folder / "foreign/lastseat.db") == "This is not a database.");
}

TEST_CASE("serve: files that a crash left half written are removed at the start") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "data");
  write_text(folder / "data/.lastseat-17-0.tmp", "{\"version\": ");
  Desk desk(folder / "data");
  CHECK_FALSE(std::filesystem::exists(folder / "data/.lastseat-17-0.tmp"));
}

TEST_CASE("serve: the demo has its own fest, and leaves nothing behind") {
  const TemporaryFolder folder;
  Process demo({kProgram, "serve", "--demo", "--port", "auto", "--no-browser"},
               {{"TMPDIR", folder.path().string()}});
  const std::string line = demo.first_line();
  REQUIRE(line.starts_with("Lastseat is ready at "));
  CHECK(entries_in(folder.path()) == 1);
  httplib::Client client("127.0.0.1", std::stoi(line.substr(line.rfind(':') + 1)));
  const auto events = client.Get("/api/events");
  REQUIRE(events);
  CHECK(json::parse(events->body)["events"].size() == 12);
  demo.signal(SIGINT);
  CHECK(demo.wait() == 0);
  CHECK(entries_in(folder.path()) == 0);
}
