#include "http/net/http.h"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "http/net/guards.h"
#include "http/net/header.h"
#include "http/net/limits.h"
#include "http/net/problem.h"

namespace lastseat::http {
namespace {

constexpr std::size_t kPiece = 64 * 1024;
constexpr std::size_t kFraming = 1024 * 1024;  // the most that chunked encoding may add to a body
constexpr std::size_t kLeastShare = 4;

// The connection that this thread serves, for those handlers of httplib that get only the request.
thread_local Connection* connection_here = nullptr;

// Sent with every answer: styles and scripts only from our own files, connections only to this
// server, no frames.
constexpr std::string_view kCommonHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

// The headers as they are sent, with the empty line after them. Of `common`, those that the answer
// does not bring.
template <class Headers>
std::string header_lines(const Headers& headers, const HeaderList& common) {
  std::string lines;
  lines.reserve(1024);
  const auto append = [&](std::string_view name, std::string_view value) {
    lines.append(name).append(": ").append(value).append("\r\n");
  };
  const auto lacks = [&](std::string_view name) {
    return std::none_of(headers.begin(), headers.end(),
                        [&](const auto& each) { return each.first == name; });
  };
  for (const auto& [name, value] : headers) append(name, value);
  for (const auto& [name, value] : common) {
    if (lacks(name)) append(name, value);
  }
  if (lacks("Cache-Control")) append("Cache-Control", "no-store");
  return lines.append(kCommonHeaders).append("\r\n");
}

// The bytes of an answer where httplib has no request to answer.
std::string bare_answer(const Response& response, const char* status_line,
                        const HeaderList& common) {
  return std::string("HTTP/1.1 ") + status_line +
         "\r\nConnection: close\r\nContent-Type: " + response.content_type +
         "\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n" +
         header_lines(response.headers, common) + response.body;
}

Response bad_request() { return problem(400, Message{"bad_request"}); }
Response long_target() { return problem(414, Message{"long_target"}); }
Response long_headers() {
  constexpr auto kKib = static_cast<std::int64_t>(limits::kHeaderBytes / 1024);
  return problem(431, Message{"long_headers", {{"kib", kKib}}});
}

// The answer where httplib itself refused the request, before our handler was called.
Response refused_by_httplib(int status) {
  if (connection_here->late()) return too_slow();
  if (connection_here->too_large()) return long_headers();
  if (status == 414) return long_target();
  if (status >= 500) return internal_error();
  return bad_request();
}

bool has_body(const httplib::Request& request) {
  if (find_header(request, "Transfer-Encoding").count > 0) return true;
  const Header length = find_header(request, "Content-Length");
  return length.count > 1 || (length.count == 1 && length.value != "0");
}

void fill(httplib::Response& to, Response&& from) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers) to.set_header(name, value);
  if (from.long_body && from.long_body->size > 0) {
    to.set_content_provider(from.long_body->size, from.content_type,
                            [read = from.long_body->read](std::size_t offset, std::size_t length,
                                                          httplib::DataSink& sink) {
                              const std::string piece = read(offset, std::min(length, kPiece));
                              return !piece.empty() && sink.write(piece.data(), piece.size());
                            });
  } else if (!from.body.empty()) {
    to.set_content(std::move(from.body), from.content_type);
  }
}

// How many connections may be served, and as many may wait. One that is served needs a socket and
// perhaps a file; one that waits needs a socket: three descriptors in all. If accept() itself runs
// out of them, httplib retries in a loop, and SQLite cannot open its files.
std::size_t share_of(std::size_t open_files) {
  return std::max(kLeastShare, (open_files - std::min(open_files, limits::kFilesApart)) / 3);
}

Read read_body(const httplib::ContentReader& content, std::string& body, std::size_t most) {
  bool fits = true;
  const bool whole = content([&](const char* bytes, std::size_t size) {
    fits = size <= most - body.size();
    if (fits) body.append(bytes, size);
    return fits;
  });
  if (whole) return Read::whole;
  if (!fits || connection_here->too_large()) return Read::too_large;
  return connection_here->late() ? Read::late : Read::broken;
}

}  // namespace

Http::Http(Answer answer, LimitOf body_limit, CommonHeaders common_headers, std::size_t open_files)
    : answer_(std::move(answer)),
      body_limit_(std::move(body_limit)),
      common_headers_(std::move(common_headers)),
      share_(share_of(open_files)) {
  set_limits();
  set_header_writer([this](httplib::Stream& stream, httplib::Headers& headers) {
    const std::string lines = header_lines(headers, *common_headers_());
    return stream.write(lines.data(), lines.size());
  });
  add_handlers();
  new_task_queue = [this] {
    queue_ = new ThreadQueue(std::min(limits::kThreads, share_),
                             std::min(limits::kConnectionsWaiting, share_));
    if (closing_) close();
    return queue_;
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
  set_keep_alive_timeout(limits::kIdle.count());
  set_read_timeout(limits::kLook);
  set_write_timeout(limits::kWriteWait);
  // The handler and the connection limit bodies. With a finite limit here, httplib takes whatever
  // follows a request without a body for its body.
  set_payload_max_length(std::numeric_limits<std::size_t>::max());
}

void Http::add_handlers() {
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    const bool read_later = request.method == "POST" || request.method == "PUT" ||
                            request.method == "PATCH" || request.method == "DELETE";
    if (read_later) return HandlerResponse::Unhandled;
    fill(response, answer_(request, [](std::string&, std::size_t) { return Read::whole; }));
    return HandlerResponse::Handled;
  });
  const auto handler = [this](const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& content) {
    fill(response, answer_(request, [&](std::string& body, std::size_t most) {
           return read_body(content, body, most);
         }));
  };
  Post("/:any", handler);
  Put("/:any", handler);
  Patch("/:any", handler);
  Delete("/:any", handler);
  set_error_handler([](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return HandlerResponse::Unhandled;
    fill(response, refused_by_httplib(response.status));
    return HandlerResponse::Handled;
  });
  set_exception_handler([](const httplib::Request&, httplib::Response& response,
                           const std::exception_ptr&) { fill(response, internal_error()); });
  set_post_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    finish_headers(request, response);
  });
}

// After every error httplib says "Connection: close" and yet goes on. Our errors are ordinary
// answers, which keep the connection; and where we say "close", we close: the unread rest of a
// request must never be taken for the next request, whose Origin a foreign page could then choose.
// httplib also sends "Content-Length: 0" with every answer without a body, which is wrong for 304.
void Http::finish_headers(const httplib::Request& request, httplib::Response& response) {
  const bool asked_to = find_header(request, "Connection").value == "close";
  // Also if httplib refused the request before it looked for a body.
  if (!request.body_consumed_) connection_here->leave_unread();
  if (asked_to || connection_here->failed() || queue_->wants_threads_back()) {
    connection_here->announce_end();
  }
  response.headers.erase("Connection");
  if (connection_here->ending()) {
    response.headers.erase("Keep-Alive");
    response.set_header("Connection", "close");
  }
  if (response.status == 304) response.headers.erase("Content-Length");
}

bool Http::process_and_close_socket(socket_t socket) {
  Connection connection(socket);
  if (ThreadQueue::overloaded()) {
    connection.begin_request();
    const std::string answer = bare_answer(busy(), "503 Service Unavailable", *common_headers_());
    connection.write(answer.data(), answer.size());
  } else {
    connection_here = &connection;
    while (connection.wait_for_request([&](Connection::Clock::duration idle) {
      return idle > limits::kIdle || queue_->wants_threads_back();
    })) {
      if (!serve_request(connection)) break;
    }
    connection_here = nullptr;
    connection.finish();
  }
  httplib::detail::close_socket(socket);
  return true;
}

// True if the connection may bring another request.
bool Http::serve_request(Connection& connection) {
  connection.begin_request();
  bool closed = false;
  const bool going_on =
      process_request(connection, "", 0, "", 0, false, closed,
                      [&](httplib::Request& request) { begin_body(connection, request); });
  if (!going_on && !connection.answered()) {
    std::string answer;
    const auto bare = [&](const Response& response, const char* status_line) {
      answer = bare_answer(response, status_line, *common_headers_());
    };
    if (connection.too_large()) bare(long_target(), "414 URI Too Long");
    if (connection.late()) bare(too_slow(), "408 Request Timeout");
    if (!answer.empty()) connection.write(answer.data(), answer.size());
  }
  return going_on && !closed && !connection.failed() && !connection.ending();
}

// Called when the headers have been read, and the body has not.
void Http::begin_body(Connection& connection, httplib::Request& request) const {
  const BodyLimit limit = body_limit_(request.target);
  connection.begin_body(limit.most + std::min(limit.most, kFraming), limit.deadline);
  request.path = "/any";
  request.ranges.clear();
  if (!well_framed(request)) {
    // It is not known where it ends. httplib would read on until the deadline.
    connection.leave_unread();
    request.body_consumed_ = true;
  }
  // Otherwise httplib would take what follows for its body.
  if (!has_body(request)) request.body_consumed_ = true;
}

}  // namespace lastseat::http
