// Requests: method, address, headers (host, origin, type, key, tags, desk) and body, through the
// guards, the routes and the handlers to a real writer and back.
//
// For any request, the answer has a status of the contract, never 500; a JSON body is valid JSON,
// and a problem contains its status; a retry of a change with its key gets the same answer; a
// foreign host or origin never reaches a handler.
//
// An input consists of lines: METHOD ADDRESS, headers, an empty line, and the body. Host and
// Content-Type are added if they are missing, so that no bytes are wasted on what every request
// has.
#include <httplib.h>

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>

#include "fuzz/fuzz.h"
#include "http/dispatch.h"
#include "http/net/connection.h"
#include "http/net/etag.h"
#include "http/net/problem.h"
#include "json/syntax/parse.h"
#include "store/sqlite/database.h"
#include "support/temporary_folder.h"
#include "text/blank.h"
#include "words/words.h"

namespace lastseat::fuzz {
namespace {

using http::Dispatcher;
using http::Response;

constexpr int kPort = 8080;

// Requests change this fest, so it is replaced before it becomes large.
class Desk {
 public:
  static constexpr int kMostRequests = 5000;

  Desk()
      : writer_(options(), {.now_ms = [] { return std::int64_t{1'800'000'000'000}; },
                            .random = [] { return std::uint64_t{7}; }}),
        reader_(options()),
        shared_{writer_, reader_, server_, {writer_, reader_}, {writer_, reader_}},
        dispatcher_(shared_, http::Guards({}, kPort), channels()) {
    for (const char* code : {"ROBO", "QUIZ"}) {
      must("POST", "/api/events",
           std::string(R"({"code":")") + code +
               R"(","title":"T","starts_at":"2027-01-22T09:00","ends_at":"2027-01-22T10:00",)"
               R"("capacity":2})");
    }
    must("PUT", "/api/students/A1", R"({"name":"Asha"})");
    must("POST", "/api/registrations", R"({"event":"ROBO","roll":"A1"})");
  }

  ~Desk() { writer_.stop(); }  // it may still be giving a batch back

  // As the connections do it, but one request after another.
  Response ask(const httplib::Request& request) {
    httplib::Request head = request;
    head.body.clear();
    answer_.reset();
    http::Begun begun =
        dispatcher_.begin(connection_, std::make_shared<const httplib::Request>(std::move(head)));
    if (begun.refused) return *std::move(begun.refused);
    if (begun.body_most > 0 && request.body.size() > begun.body_most) {
      return http::too_large(begun.body_most);
    }
    begun.go(begun.body_most > 0 ? request.body : "");
    dispatcher_.after_ready();
    while (!answer_) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return !posted_.empty(); });
      const std::function<void()> work = std::move(posted_.front());
      posted_.pop_front();
      lock.unlock();
      work();
      dispatcher_.after_ready();
    }
    return *std::move(answer_);
  }

 private:
  DatabaseOptions options() const { return {.path = folder_ / "lastseat.db"}; }

  http::Dispatcher::Channels channels() {
    return {[this](http::Connection&, const Response& response) { answer_ = response; },
            [this](std::function<void()> work) {
              {
                const std::lock_guard lock(mutex_);
                posted_.push_back(std::move(work));
              }
              changed_.notify_one();
            },
            [](http::Lane, const std::function<void()>& work) { work(); }};
  }

  void must(const char* method, const char* target, const std::string& body) {
    httplib::Request request;
    request.method = method;
    request.target = target;
    request.headers = {{"Host", "localhost"}, {"Content-Type", "application/json"}};
    request.body = body;
    expect(ask(request).status == 201, "a fest can be set up");
  }

  test::TemporaryFolder folder_;
  const ServerOptions server_{.spool_folder = folder_.path()};
  Writer writer_;
  Reader reader_;
  http::Shared shared_;
  std::atomic<std::size_t> open_ = 0;
  http::Connection connection_{INVALID_SOCKET, open_};
  std::optional<Response> answer_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> posted_;
  Dispatcher dispatcher_;
};

const std::filesystem::path& below_desk() {
  static const test::TemporaryFolder folder;
  return folder.path();
}

Desk& desk() {
  // The VFS layer is created when a database is first opened, and must outlive the desk.
  static const Database first = Database::open({.path = below_desk() / "first.db"});
  static std::unique_ptr<Desk> now;
  static int requests = 0;
  if (!now || ++requests % Desk::kMostRequests == 0) {
    now.reset();
    now = std::make_unique<Desk>();
  }
  return *now;
}

std::string_view line_from(std::string_view& input) {
  const std::size_t end = std::min(input.find('\n'), input.size());
  const std::string_view line = input.substr(0, end);
  input.remove_prefix(std::min(end + 1, input.size()));
  return line;
}

httplib::Request request_from(std::string_view input) {
  httplib::Request request;
  const std::string_view first = line_from(input);
  const std::size_t blank = std::min(first.find(' '), first.size());
  request.method = first.substr(0, blank);
  request.target = first.substr(std::min(blank + 1, first.size()));
  while (!input.empty()) {
    const std::string_view line = line_from(input);
    if (line.empty()) break;
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) continue;
    request.headers.emplace(line.substr(0, colon), line.substr(colon + 2));
  }
  request.body = input;
  if (!request.has_header("Host")) request.headers.emplace("Host", "localhost");
  if (!request.has_header("Content-Type")) {
    const bool csv = request.target.starts_with("/api/import/");
    request.headers.emplace("Content-Type", csv ? "text/csv" : "application/json");
  }
  return request;
}

nlohmann::json parsed(const Response& response) {
  Message error;
  const bool is_json = json::parse(response.body, error).has_value();
  // An export may be larger than any input.
  expect(is_json, "JSON is JSON: " + say(error) + " " + response.body.substr(0, 300));
  return nlohmann::json::parse(response.body);
}

void judge(const httplib::Request& request, const Response& response) {
  static const std::set<int> kStatuses{200, 201, 304, 308, 400, 403, 404,
                                       405, 409, 412, 413, 415, 421, 422};
  const std::string status = std::to_string(response.status) + " " + response.body.substr(0, 300);
  expect(kStatuses.count(response.status) == 1, "a status of the contract: " + status);
  if (response.status >= 400) {
    expect(response.content_type == http::kProblemType, "an error is a problem: " + status);
    const nlohmann::json body = parsed(response);
    expect(body.at("status") == response.status && !body.at("reason").get<std::string>().empty(),
           "a problem says its status and reason: " + status);
  } else if (response.content_type == "application/json" && !response.long_body) {
    if (!response.body.empty() && response.body.size() < 64 * 1024) parsed(response);
  }
  for (const auto& [name, value] : response.headers) {
    expect(std::none_of(value.begin(), value.end(), text::is_control),
           "a header is one line: " + name);
  }
  const std::string host = request.get_header_value("Host");
  if (host.find("evil") != std::string::npos) {
    expect(response.status == 421, "a foreign host is refused: " + status);
  }
  const bool changes = request.method != "GET" && request.method != "HEAD" &&
                       request.method != "OPTIONS" && response.status != 421;
  if (changes && request.get_header_value("Origin").find("evil") != std::string::npos) {
    expect(response.status == 403, "a foreign origin is refused: " + status);
  }
}

// Every answer to a command carries its place in the journal, and no other answer does.
bool is_in_journal(const Response& response) {
  const bool json =
      response.content_type == "application/json" || response.content_type == http::kProblemType;
  return json && !response.body.empty() && response.body.size() < 64 * 1024 &&
         parsed(response).contains("seq");
}

bool replayed(const Response& response) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [](const auto& header) { return header.first == "Idempotency-Replayed"; });
}

// Only the headers, by the functions that parse them.
void read_headers(const httplib::Request& request) {
  for (const auto& [name, value] : request.headers) {
    for (const std::string type : {"application/json", "text/csv"}) {
      std::string upper = value;
      for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      expect(http::is_type(value, type) == http::is_type(upper, type), "a type has no case");
    }
    for (const std::string_view each :
         http::tags_in(value).value_or(std::vector<std::string_view>())) {
      const std::string tag = http::entity_tag(each);
      expect(http::names_tag(value, tag), "a list names its tags");
      expect(http::names_tag("\"0\", W/" + tag, tag), "also beside another, and as a weak one");
    }
    const std::optional<Head> head = head_from(value);
    expect(!head || head_from(text_of(*head)) == head, "a head is read as it is written");
  }
}

}  // namespace

void request_keys(std::string_view input) {
  const httplib::Request request = request_from(input);
  read_headers(request);
  Desk& here = desk();
  const Response first = here.ask(request);
  judge(request, first);
  if (!is_in_journal(first) || request.get_header_value("Idempotency-Key").empty()) return;
  if (request.target.starts_with("/api/demo")) return;  // two commands: it has no key
  const Response again = here.ask(request);
  expect(again.status == first.status && again.body == first.body,
         "the same key is answered as before: " + first.body + " " + again.body);
  expect(replayed(again), "a repeated answer says so");
}

}  // namespace lastseat::fuzz
