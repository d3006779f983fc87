#include "http/net/http.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "http/net/answer.h"
#include "http/net/guards.h"
#include "http/net/header.h"
#include "http/net/limits.h"
#include "http/net/problem.h"
#include "text/compare.h"

namespace lastseat::http {
namespace {

// Calls what it is given at once, on the thread that listens.
class AtOnce final : public httplib::TaskQueue {
 public:
  bool enqueue(std::function<void()> task) override {
    task();
    return true;
  }
  void shutdown() override {}
};

Response long_headers() {
  constexpr auto kKib = static_cast<std::int64_t>(limits::kHeaderBytes / 1024);
  return problem(431, Message{"long_headers", {{"kib", kKib}}});
}

// The answer where httplib refused the request before its headers were read.
Response refused_by_httplib(int status, const Connection& connection) {
  if (connection.ran_dry()) return long_headers();
  if (status == 414) return problem(414, Message{"long_target"});
  if (status >= 500) return internal_error();
  return problem(400, Message{"bad_request"});
}

bool asks_to_close(const httplib::Request& request) {
  if (request.version == "HTTP/1.0") return true;
  const Header connection = find_header(request, "Connection");
  if (connection.count > 1) return true;
  const std::vector<std::string_view> items = items_of(connection.value);
  return std::any_of(items.begin(), items.end(),
                     [](std::string_view each) { return text::same_ignoring_case(each, "close"); });
}

}  // namespace

struct Http::Parsing {
  Connection& connection;
  Parsed parsed = {};
};

Http::Http(std::function<void(socket_t)> accepted,
           std::function<std::shared_ptr<const HeaderList>()> common)
    : accepted_(std::move(accepted)), common_(std::move(common)) {
  set_limits();
  add_handlers();
  new_task_queue = [this] {
    if (closing_) close();
    return new AtOnce;
  };
}

void Http::end() {
  closing_ = true;
  if (is_running()) close();
}

// listen_after_bind() may just be starting on another thread. It starts and then looks at closing_;
// end() sets closing_ and then looks whether it runs. So at least one of them closes it, and
// closed_ makes sure that only one does.
void Http::close() {
  if (!closed_.exchange(true)) stop();
}

void Http::set_limits() {
  set_tcp_nodelay(true);
  set_socket_options([](socket_t socket) {
  // Not SO_REUSEPORT: a second server could share the port without an error.
#ifdef _WIN32
    httplib::set_socket_opt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
#else
    httplib::set_socket_opt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
#endif
  });
}

// Where the headers could be read, httplib makes an answer, too. The header writer throws it away,
// and ours is sent.
void Http::add_handlers() {
  set_pre_routing_handler([](const httplib::Request&, httplib::Response& response) {
    response.status = 200;
    return HandlerResponse::Handled;
  });
  set_error_handler([this](const httplib::Request&, httplib::Response& response) {
    if (parsing_->parsed.request) return HandlerResponse::Unhandled;
    Response refused = refused_by_httplib(response.status, parsing_->connection);
    response.status = refused.status;
    response.set_content(std::move(refused.body), refused.content_type);
    return HandlerResponse::Handled;
  });
  set_header_writer([this](httplib::Stream& stream, httplib::Headers& headers) -> ssize_t {
    if (parsing_->parsed.request) return -1;
    headers.erase("Connection");
    headers.erase("Keep-Alive");
    HeaderList list{{"Connection", "close"}};
    list.insert(list.end(), headers.begin(), headers.end());
    const std::string lines = lines_of(list, *common_());
    return stream.write(lines.data(), lines.size());
  });
}

bool Http::process_and_close_socket(socket_t socket) {
  accepted_(socket);
  return true;
}

Http::Parsed Http::parse(Connection& connection, std::size_t most) {
  static const std::string kNowhere;
  Parsing parsing{connection};
  parsing_ = &parsing;
  connection.begin_parsing(most);
  bool closed = false;
  process_request(connection, kNowhere, 0, kNowhere, 0, false, closed,
                  [this](httplib::Request& request) { headers_read(request); });
  parsing_ = nullptr;
  return std::move(parsing.parsed);
}

// Called when the headers have been read, and the body has not. We read it: httplib goes on with an
// empty request.
void Http::headers_read(httplib::Request& request) {
  Parsed& parsed = parsing_->parsed;
  parsed.well_framed = well_framed(request);
  parsed.chunked = parsed.well_framed && find_header(request, "Transfer-Encoding").count > 0;
  parsed.closes = asks_to_close(request);
  parsed.request = std::make_shared<httplib::Request>(std::move(request));
  request = {};
  request.body_consumed_ = true;
}

}  // namespace lastseat::http
