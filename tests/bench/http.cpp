// The upper limit of cpp-httplib: a constant answer, with nothing decided or saved. It gets the
// same requests as Lastseat.
//
//   bench_http PORT
#include <httplib.h>

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

namespace {

constexpr std::size_t kThreads = 256;  // one per connection
constexpr const char* kJson = "application/json";
constexpr const char* kTag = "\"17\"";

// As long as Lastseat's answer.
constexpr const char* kAnswer =
    R"({"outcome":"confirmed","registration":{"id":2,"ticket":"2-0MMSFF","event":"E01",)"
    R"("members":[{"roll":"38742049","name":"Student 38742049"}],"team":"","status":"confirmed",)"
    R"("seat":1,"seq":2,"registered_at":"2027-01-22T09:03:53.212Z","desk":"desk","position":null,)"
    R"("checked_in_at":null},"event":{"code":"E01","title":"Robo Race","category":"Robotics",)"
    R"("venue":"Open Air Theatre","starts_at":"2027-01-22T09:00","ends_at":"2027-01-22T10:00",)"
    R"("capacity":1000000000,"taken":1,"held":0,"available":999999999,"waiting":0,)"
    R"("fee_minor":30000,"team_min":1,"team_max":1,"state":"open"},"warnings":[],"seq":2})";

}  // namespace

int main(int count, char** words) {
  if (count != 2) {
    std::fprintf(stderr, "usage: bench_http PORT\n");
    return 2;
  }
  httplib::Server server;
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(std::numeric_limits<std::size_t>::max());
  server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
  server.Post("/api/registrations", [](const httplib::Request&, httplib::Response& response) {
    response.status = 201;
    response.set_content(kAnswer, kJson);
  });
  server.Get("/api/events", [](const httplib::Request&, httplib::Response& response) {
    response.status = 304;
    response.set_header("ETag", kTag);
  });
  server.listen("127.0.0.1", std::atoi(words[1]));
  std::fprintf(stderr, "bench_http: the port %s cannot be opened\n", words[1]);
  return 1;
}
