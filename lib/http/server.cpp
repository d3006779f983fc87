#include "http/server.h"

#include <optional>
#include <utility>

#include "http/dispatch.h"
#include "http/net/limits.h"
#include "http/net/listener.h"
#include "http/net/workers.h"

namespace lastseat {

struct Server::State {
  State(Writer& writer, Reader& reader, ServerOptions given)
      : options(std::move(given)),
        shared{writer, reader, options, {writer, reader}, {writer, reader}},
        listener({.host = options.host,
                  .port = options.port,
                  .open_files = options.open_files,
                  .log = options.log},
                 {.begin =
                      [this](http::Connection& connection, auto request) {
                        return dispatcher->begin(connection, std::move(request));
                      },
                  .after_ready = [this] { dispatcher->after_ready(); },
                  .common_headers = [this] { return shared.heads.now(); }}) {}

  http::Dispatcher::Channels channels() {
    return {[this](http::Connection& connection, const http::Response& response) {
              listener.answer(connection, response);
            },
            [this](std::function<void()> work) { listener.post(std::move(work)); },
            [this](http::Lane lane, std::function<void()> work) {
              (lane == http::Lane::slow ? slow : readers).add(std::move(work));
            }};
  }

  const ServerOptions options;
  http::Shared shared;
  std::optional<http::Dispatcher> dispatcher;  // from bind() on: it needs the port
  http::Listener listener;
  http::Workers readers{limits::kReaders};
  http::Workers slow{limits::kSlow};
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
  state_->dispatcher.emplace(state_->shared, http::Guards(state_->options.allowed_hosts, port()),
                             state_->channels());
  return Bind::done;
}

int Server::port() const { return state_->listener.port(); }

void Server::run() { state_->listener.run(); }

void Server::stop() { state_->listener.stop(); }

}  // namespace lastseat
