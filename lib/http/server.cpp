#include "http/server.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <limits>
#include <optional>
#include <thread>
#include <utility>

#include "domain/limits.h"
#include "files/spool.h"
#include "http/connection.h"
#include "http/dispatch.h"
#include "http/header.h"
#include "http/thread_queue.h"

namespace lastseat {
namespace {

using http::Connection;
using http::Dispatcher;
using http::find_header;
using http::Header;
using http::Response;
using http::ThreadQueue;

constexpr std::size_t kSpoolPiece = 64 * 1024;
constexpr std::size_t kFraming = 1024 * 1024;  // what a chunked file may add to itself
constexpr std::chrono::milliseconds kBetweenBinds{50};

// The connection that this thread serves, for handlers of httplib that are told of the request
// only.
thread_local Connection* connection_here = nullptr;

// Of every answer. Styles and scripts only from files of ours, connections only to this server,
// frames nowhere.
constexpr std::string_view kCommonHeaders =
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

// The headers as they are sent, and the empty line after them.
template <class Headers>
std::string header_lines(const Headers& headers) {
  std::string lines;
  lines.reserve(1024);
  bool has_cache_control = false;
  for (const auto& [name, value] : headers) {
    lines.append(name).append(": ").append(value).append("\r\n");
    has_cache_control |= name == "Cache-Control";
  }
  if (!has_cache_control) lines += "Cache-Control: no-store\r\n";
  return lines.append(kCommonHeaders).append("\r\n");
}

// What is answered where there is no request to speak of.
std::string bare_answer(const Response& response, const char* status_line) {
  return std::string("HTTP/1.1 ") + status_line +
         "\r\nConnection: close\r\nContent-Type: " + response.content_type +
         "\r\nContent-Length: " + std::to_string(response.body.size()) + "\r\n" +
         header_lines(response.headers) + response.body;
}

Response bad_request() {
  return http::problem(400, "bad_request", "This is not a request of HTTP",
                       "Its first line or a header cannot be read.");
}
Response long_target() {
  return http::problem(414, "long_target", "The address is too long", "Ask for something shorter.");
}
Response long_headers() {
  return http::problem(431, "long_headers", "The headers are too long", "Send fewer of them.");
}
Response too_slow() {
  return http::problem(408, "too_slow", "The request came too slowly", "Send it again, faster.");
}

// What httplib refused by itself, before anybody of ours was asked.
Response refused_by_httplib(int status) {
  if (connection_here->late()) return too_slow();
  if (connection_here->too_large()) return long_headers();
  if (status == 414) return long_target();
  if (status >= 500) return http::internal_error();
  return bad_request();
}

bool has_body(const httplib::Request& request) {
  if (find_header(request, "Transfer-Encoding").count > 0) return true;
  const Header length = find_header(request, "Content-Length");
  return length.count > 1 || (length.count == 1 && length.value != "0");
}

bool is_import(const httplib::Request& request) {
  return request.target.compare(0, 12, "/api/import/") == 0;
}

void fill(httplib::Response& to, Response&& from) {
  to.status = from.status;
  for (const auto& [name, value] : from.headers) to.set_header(name, value);
  if (from.spool && from.spool->size() > 0) {
    to.set_content_provider(
        from.spool->size(), from.content_type,
        [spool = from.spool](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
          const std::string piece = spool->read(offset, std::min(length, kSpoolPiece));
          return !piece.empty() && sink.write(piece.data(), piece.size());
        });
  } else if (!from.body.empty()) {
    to.set_content(std::move(from.body), from.content_type);
  }
}

// httplib's server with our own way to serve a connection. Every request goes to one handler, under
// one path of ours: what is in the request never meets a pattern of httplib's.
class Http final : public httplib::Server {
 public:
  using Answer = std::function<Response(const httplib::Request&, const Dispatcher::ReadBody&)>;

  Http(Answer answer, std::size_t open_files)
      : answer_(std::move(answer)), share_(share_of(open_files)) {
    set_tcp_nodelay(true);
    set_socket_options([](socket_t socket) {
    // Not SO_REUSEPORT: two servers would share the port and never know.
#ifdef _WIN32
      httplib::set_socket_opt(socket, SOL_SOCKET, SO_EXCLUSIVEADDRUSE, 1);
#else
      httplib::set_socket_opt(socket, SOL_SOCKET, SO_REUSEADDR, 1);
#endif
    });
    set_keep_alive_timeout(limits::kIdle.count());
    set_read_timeout(limits::kLook);
    set_write_timeout(limits::kWriteWait);
    // Bodies are limited by the dispatcher and the connection. A finite limit here makes httplib
    // take whatever follows a request without a body for its body.
    set_payload_max_length(std::numeric_limits<std::size_t>::max());
    set_header_writer([](httplib::Stream& stream, httplib::Headers& headers) {
      const std::string lines = header_lines(headers);
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

  // Any thread, at any time: listen_after_bind() returns, or will at once.
  void end() {
    closing_ = true;
    if (is_running()) close();
  }
  bool ending() const { return closing_; }

 private:
  // A connection that is served has its socket and perhaps a spool, one that waits its socket.
  // Where accept() itself finds no more, httplib asks again and again, and the database cannot open
  // its files.
  static std::size_t share_of(std::size_t open_files) {
    constexpr std::size_t kLeast = 4;
    return std::max(kLeast, (open_files - std::min(open_files, limits::kFilesApart)) / 3);
  }

  // listen_after_bind() may be about to start on another thread: it looks at closing_ after it is
  // running, end() the other way round, so that one of them closes, and only one.
  void close() {
    if (!closed_.exchange(true)) stop();
  }

  void add_handlers() {
    set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      const bool read_later = request.method == "POST" || request.method == "PUT" ||
                              request.method == "PATCH" || request.method == "DELETE";
      if (read_later) return HandlerResponse::Unhandled;
      fill(response,
           answer_(request, [](std::string&, std::size_t) { return Dispatcher::Read::whole; }));
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
    set_exception_handler(
        [](const httplib::Request&, httplib::Response& response, const std::exception_ptr&) {
          fill(response, http::internal_error());
        });
    set_post_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
      finish_headers(request, response);
    });
  }

  static Dispatcher::Read read_body(const httplib::ContentReader& content, std::string& body,
                                    std::size_t most) {
    bool fits = true;
    const bool whole = content([&](const char* bytes, std::size_t size) {
      fits = size <= most - body.size();
      if (fits) body.append(bytes, size);
      return fits;
    });
    if (whole) return Dispatcher::Read::whole;
    if (!fits || connection_here->too_large()) return Dispatcher::Read::too_large;
    return connection_here->late() ? Dispatcher::Read::late : Dispatcher::Read::broken;
  }

  // httplib announces the end of the connection after every refusal and goes on; ours are ordinary
  // answers, and an end that is announced is one: what was not read of a request must never be
  // taken for the next one, which nobody's Origin would vouch for. httplib also gives an answer
  // without a body a length of zero, which is wrong of "not modified".
  void finish_headers(const httplib::Request& request, httplib::Response& response) {
    const bool asked_to = find_header(request, "Connection").value == "close";
    // Also where httplib refused before it looked for a body.
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

  bool process_and_close_socket(socket_t socket) override {
    Connection connection(socket);
    if (ThreadQueue::overloaded()) {
      connection.begin_request();
      const std::string answer = bare_answer(http::busy(), "503 Service Unavailable");
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

  // True when the connection may bring another request.
  bool serve_request(Connection& connection) {
    connection.begin_request();
    bool closed = false;
    const bool going_on =
        process_request(connection, "", 0, "", 0, false, closed, [&](httplib::Request& request) {
          const bool import = is_import(request);
          connection.begin_body(import ? limits::kImportBody + kFraming : 2 * limits::kBody,
                                import ? limits::kImportDeadline : limits::kRequestDeadline);
          request.path = "/any";
          request.ranges.clear();
          if (!http::well_framed(request)) {
            // Nobody knows where it ends. httplib would read on for its end until the deadline.
            connection.leave_unread();
            request.body_consumed_ = true;
          }
          // httplib would take what follows for the body that it did not see.
          if (!has_body(request)) request.body_consumed_ = true;
        });
    if (!going_on && !connection.answered()) {
      std::string answer;
      if (connection.too_large()) answer = bare_answer(long_target(), "414 URI Too Long");
      if (connection.late()) answer = bare_answer(too_slow(), "408 Request Timeout");
      if (!answer.empty()) connection.write(answer.data(), answer.size());
    }
    return going_on && !closed && !connection.failed() && !connection.ending();
  }

  const Answer answer_;
  const std::size_t share_;  // of the open files: so many connections served, and so many waiting
  ThreadQueue* queue_ = nullptr;  // httplib's, while it listens
  std::atomic<bool> closing_ = false;
  std::atomic<bool> closed_ = false;
};

}  // namespace

struct Server::State {
  State(Writer& writer, Reader& reader, ServerOptions given)
      : options(std::move(given)),
        shared{writer, reader, options, http::EventsBody(writer, reader)},
        server(
            [this](const httplib::Request& request, const Dispatcher::ReadBody& read) {
              return dispatcher->answer(request, read);
            },
            options.open_files) {}

  bool bind() {
    errno_of_bind = 0;
    server.set_error_logger([this](const httplib::Error& error, const httplib::Request*) {
      if (error == httplib::Error::BindIPAddress) errno_of_bind = errno;
    });
    if (port != 0) return server.bind_to_port(options.host, port);
    port = std::max(0, server.bind_to_any_port(options.host));
    return port != 0;
  }

  const ServerOptions options;
  http::Shared shared;
  std::optional<Dispatcher> dispatcher;  // once the port is known
  int port = 0;
  int errno_of_bind = 0;
  Http server;
};

Server::Server(Writer& writer, Reader& reader, ServerOptions options)
    : state_(std::make_unique<State>(writer, reader, std::move(options))) {}

Server::~Server() = default;

Server::Bind Server::bind() {
  State& state = *state_;
  state.port = state.options.port;
  if (!state.bind()) {
    return state.errno_of_bind == EADDRINUSE ? Bind::port_in_use : Bind::failed;
  }
  state.server.set_error_logger(nullptr);
  state.dispatcher.emplace(state.shared, http::Guards(state.options.allowed_hosts, state.port));
  return Bind::done;
}

int Server::port() const { return state_->port; }

void Server::run() {
  State& state = *state_;
  while (!state.server.ending()) {
    state.server.listen_after_bind();
    // accept() may fail for a reason that passes, and then httplib gives up: so listen again.
    while (!state.server.ending()) {
      state.options.log("the server stopped listening; it begins again");
      state.server.stop();  // only clears what keeps httplib from binding again
      if (state.bind()) break;
      std::this_thread::sleep_for(kBetweenBinds);
    }
  }
}

void Server::stop() { state_->server.end(); }

}  // namespace lastseat
