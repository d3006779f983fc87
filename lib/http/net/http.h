// httplib's server with our own way to serve a connection: deadlines and limits for whole requests,
// a refusal where too many wait, and headers of ours on every answer. Every request goes to one
// handler, under one path of ours: what is in the request never meets a pattern of httplib's.
//
// Listener runs it. `answer` and `body_limit` are called by many threads at once.
#pragma once

#include <httplib.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <string>

#include "http/net/body.h"
#include "http/net/connection.h"
#include "http/net/response.h"
#include "http/net/thread_queue.h"

namespace lastseat::http {

class Http final : public httplib::Server {
 public:
  using Answer = std::function<Response(const httplib::Request&, const ReadBody&)>;
  using LimitOf = std::function<BodyLimit(const std::string& target)>;

  Http(Answer answer, LimitOf body_limit, std::size_t open_files);

  // Any thread, at any time: listen_after_bind() returns, or will at once.
  void end();
  bool ending() const { return closing_; }

 private:
  void close();
  void set_limits();
  void add_handlers();
  void finish_headers(const httplib::Request&, httplib::Response&);
  bool process_and_close_socket(socket_t socket) override;
  bool serve_request(Connection&);
  void begin_body(Connection&, httplib::Request&) const;

  const Answer answer_;
  const LimitOf body_limit_;
  const std::size_t share_;  // of the open files: so many connections served, and so many waiting
  ThreadQueue* queue_ = nullptr;  // httplib's, while it listens
  std::atomic<bool> closing_ = false;
  std::atomic<bool> closed_ = false;
};

}  // namespace lastseat::http
