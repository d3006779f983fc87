// The real writer, store and server, in a temporary folder and on a free port, with two kinds of
// client: httplib's, and a plain socket for exact bytes.
#pragma once

#include <doctest/doctest.h>
#include <httplib.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "http/server.h"
#include "store/journal/check.h"
#include "store/journal/journal.h"
#include "store/sqlite/database.h"
#include "store/sqlite/reader.h"
#include "support/socket.h"
#include "support/test_fest.h"
#include "writer/writer.h"

namespace lastseat::test {

using Json = nlohmann::ordered_json;

struct Got {
  int status = 0;
  std::string body;
  httplib::Headers headers;

  Json json() const { return Json::parse(body); }
  std::string header(const std::string& name) const {
    const auto at = headers.find(name);
    return at == headers.end() ? "" : at->second;
  }
  std::string reason() const { return json().value("reason", ""); }
  // The pointer of the first of `errors`.
  std::string mistake() const {
    const Json error = json().at("errors").at(0);
    for (const char* in : {"pointer", "parameter", "header"}) {
      if (error.contains(in)) return error.at(in);
    }
    return "";
  }
};

class RunningServer {
 public:
  // On the SQLite VFS of that name; empty: the default one. The file remains when the server has
  // ended, unless none is named.
  explicit RunningServer(std::string vfs = {}, std::filesystem::path file = {})
      : file_(file.empty() ? folder_ / "lastseat.db" : std::move(file)),
        vfs_(std::move(vfs)),
        writer_(options(), {.now_ms = [] { return now_ms(); }, .random = [] { return 7; }}),
        reader_(options()),
        server_(writer_, reader_, {.spool_folder = folder_.path()}) {
    REQUIRE(server_.bind() == Server::Bind::done);
    thread_ = std::thread([this] { server_.run(); });
  }
  ~RunningServer() { stop(); }

  void stop() {
    server_.stop();
    if (thread_.joinable()) thread_.join();
  }

  int port() const { return server_.port(); }
  Writer& writer() { return writer_; }
  Reader& reader() { return reader_; }
  Server& server() { return server_; }
  Seq journal_length() { return reader_.read(last_seq); }
  // The findings of check(); empty if all is well.
  std::string findings() { return text_of(check(options())); }

  httplib::Client client() const {
    httplib::Client client("127.0.0.1", port());
    client.set_path_encode(false);
    client.set_tcp_nodelay(true);
    client.set_read_timeout(std::chrono::seconds(20));
    return client;
  }

  using Headers = httplib::Headers;
  Got get(const std::string& path, const Headers& headers = {}) {
    return got(client().Get(path, headers));
  }
  Got post(const std::string& path, const std::string& body, const Headers& headers = {},
           const std::string& type = "application/json") {
    return got(client().Post(path, headers, body, type));
  }
  Got put(const std::string& path, const std::string& body, const Headers& headers = {}) {
    return got(client().Put(path, headers, body, "application/json"));
  }
  Got patch(const std::string& path, const std::string& body, const Headers& headers = {}) {
    return got(client().Patch(path, headers, body, "application/json"));
  }
  Got remove(const std::string& path, const Headers& headers = {}) {
    return got(client().Delete(path, headers));
  }
  Got import(const std::string& what, const std::string& csv) {
    return post("/api/import/" + what, csv, {}, "text/csv");
  }
  // Sends exactly these bytes, on a new connection.
  std::string raw(std::string_view bytes) {
    Socket socket(port());
    socket.send(bytes);
    return socket.receive();
  }

  static Got got(const httplib::Result& result) {
    REQUIRE_MESSAGE(result, httplib::to_string(result.error()));
    return {result->status, result->body, result->headers};
  }

  void add_event(const std::string& code, int capacity, const std::string& more = "") {
    const Got added =
        post("/api/events", R"({"code":")" + code +
                                R"(","title":"Robo Race","starts_at":)"
                                R"("2027-01-22T09:00","ends_at":"2027-01-22T10:00","capacity":)" +
                                std::to_string(capacity) + more + "}");
    REQUIRE_MESSAGE(added.status == 201, added.body);
  }
  static std::string walk_in(const std::string& event, const std::string& roll,
                             bool waitlist = false) {
    return R"({"event":")" + event + R"(","roll":")" + roll + R"(","student":{"name":"Student )" +
           roll + R"("},"waitlist":)" + (waitlist ? "true}" : "false}");
  }

 private:
  static std::int64_t now_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
  DatabaseOptions options() const { return {.path = file_, .vfs = vfs_}; }

  TemporaryFolder folder_;
  const std::filesystem::path file_;
  const std::string vfs_;
  Writer writer_;
  Reader reader_;
  Server server_;
  std::thread thread_;
};

}  // namespace lastseat::test
