#include "http/server.h"

#include <optional>
#include <utility>

#include "domain/limits.h"
#include "http/dispatch.h"
#include "http/limits.h"
#include "http/net/limits.h"
#include "http/net/listener.h"

namespace lastseat {
namespace {

http::BodyLimit body_limit(const std::string& target) {
  if (target.starts_with("/api/import/")) return {limits::kImportBody, limits::kImportDeadline};
  return {limits::kBody, limits::kRequestDeadline};
}

}  // namespace

struct Server::State {
  State(Writer& writer, Reader& reader, ServerOptions given)
      : options(std::move(given)),
        shared{writer, reader, options, {writer, reader}, {writer, reader}},
        listener({.host = options.host,
                  .port = options.port,
                  .open_files = options.open_files,
                  .log = options.log,
                  .body_limit = body_limit,
                  .answer =
                      [this](const httplib::Request& request, const http::ReadBody& read) {
                        return dispatcher->answer(request, read);
                      },
                  .common_headers = [this] { return shared.heads.now(); }}) {}

  const ServerOptions options;
  http::Shared shared;
  std::optional<http::Dispatcher> dispatcher;  // from bind() on: it needs the port
  http::Listener listener;
};

Server::Server(Writer& writer, Reader& reader, ServerOptions options)
    : state_(std::make_unique<State>(writer, reader, std::move(options))) {}

Server::~Server() = default;

Server::Bind Server::bind() {
  switch (state_->listener.bind()) {
    case http::Listener::Bind::port_in_use:
      return Bind::port_in_use;
    case http::Listener::Bind::failed:
      return Bind::failed;
    case http::Listener::Bind::done:
      break;
  }
  state_->dispatcher.emplace(state_->shared, http::Guards(state_->options.allowed_hosts, port()));
  return Bind::done;
}

int Server::port() const { return state_->listener.port(); }

void Server::run() { state_->listener.run(); }

void Server::stop() { state_->listener.stop(); }

}  // namespace lastseat
