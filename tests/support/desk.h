// The real program, serving a test's data folder on a free port, and a client for it.
#pragma once

#include <httplib.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/process.h"

namespace lastseat::test {

// The path of the program, from the build.
inline const std::string kProgram = LASTSEAT_PROGRAM;

inline Finished command_line(std::vector<std::string> words, const Environment& more = {}) {
  words.insert(words.begin(), kProgram);
  return run(std::move(words), more);
}

inline std::vector<std::string> serve_words(const std::filesystem::path& data,
                                            const std::string& program = kProgram) {
  return {program, "serve", "--data", data.string(), "--port", "auto", "--no-browser"};
}

class Desk {
 public:
  // Throws if the program ends before it is ready.
  explicit Desk(const std::filesystem::path& data, const Environment& more = {},
                const std::string& program = kProgram)
      : process_(serve_words(data, program), more) {
    static const std::string kReady = "Lastseat is ready at http://127.0.0.1:";
    line_ = process_.first_line();
    if (!line_.starts_with(kReady)) throw std::runtime_error("not ready: " + process_.err());
    port_ = std::stoi(line_.substr(kReady.size()));
  }

  int port() const { return port_; }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
  const std::string& ready_line() const { return line_; }
  Process& process() { return process_; }
  // Ends it as a user does; returns its exit code.
  int stop() {
    process_.signal(SIGTERM);
    return process_.wait();
  }

  httplib::Client client() const {
    httplib::Client client("127.0.0.1", port_);
    client.set_tcp_nodelay(true);
    client.set_keep_alive(true);
    return client;
  }

 private:
  Process process_;
  std::string line_;
  int port_ = 0;
};

inline httplib::Result register_student(httplib::Client& client, const std::string& event,
                                        const std::string& roll, const std::string& key) {
  const nlohmann::json body{{"event", event}, {"roll", roll}};
  return client.Post("/api/registrations", {{"Idempotency-Key", key}}, body.dump(),
                     "application/json");
}

}  // namespace lastseat::test
