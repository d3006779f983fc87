#include "http/net/listener.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "http/net/connections.h"
#include "http/net/http.h"
#include "http/net/limits.h"
#include "platform/thread.h"

namespace lastseat::http {
namespace {

constexpr std::chrono::milliseconds kBetweenBinds{50};

constexpr std::size_t kLeast = 4;  // connections, however few files there are

// Leaves files for the database: without any, httplib would retry accept() in a loop. Three
// quarters of the others are for connections. The last quarter is for those that are open for a
// moment only, while they wait or are turned away.
std::size_t most_connections(std::size_t open_files) {
  const std::size_t free = open_files - std::min(open_files, limits::kFilesApart);
  return std::clamp(free / 4 * 3, kLeast, limits::kConnections);
}

}  // namespace

Listener::Listener(Options options, Callbacks callbacks)
    : host_(std::move(options.host)),
      log_(std::move(options.log)),
      port_(options.port),
      http_(std::make_unique<Http>([this](socket_t socket) { connections_->accepted(socket); },
                                   callbacks.common_headers)),
      connections_(std::make_unique<Connections>(*http_, std::move(callbacks),
                                                 most_connections(options.open_files))) {}

Listener::~Listener() = default;

Listener::Bind Listener::bind() {
  if (!bind_again()) return errno_of_bind_ == EADDRINUSE ? Bind::port_in_use : Bind::failed;
  http_->set_error_logger(nullptr);
  return Bind::done;
}

bool Listener::bind_again() {
  errno_of_bind_ = 0;
  http_->set_error_logger([this](const httplib::Error& error, const httplib::Request*) {
    if (error == httplib::Error::BindIPAddress) errno_of_bind_ = errno;
  });
  if (port_ != 0) return http_->bind_to_port(host_, port_);
  port_ = std::max(0, http_->bind_to_any_port(host_));
  return port_ != 0;
}

void Listener::run() {
  const platform::Thread thread([this] { connections_->run(); });
  listen();
  connections_->stop();
}

void Listener::listen() {
  while (!http_->ending()) {
    http_->listen_after_bind();
    // If accept() fails, httplib gives up, though the reason may be temporary: so listen again.
    while (!http_->ending()) {
      log_(Message{"server.listens_again"});
      http_->stop();  // clears the state that keeps httplib from binding again
      if (bind_again()) break;
      std::this_thread::sleep_for(kBetweenBinds);
    }
  }
}

void Listener::stop() { http_->end(); }

void Listener::post(std::function<void()> work) { connections_->post(std::move(work)); }

void Listener::answer(Connection& connection, const Response& response) {
  connections_->answer(connection, response);
}

}  // namespace lastseat::http
