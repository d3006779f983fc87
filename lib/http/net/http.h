// httplib's server with our own way to serve a connection: deadlines and limits for whole requests,
// a 503 when too many clients wait, and our own headers on every answer. Every request is given one
// fixed path and goes to one handler, so that httplib's regular expressions never see user input.
//
// Listener runs it. The functions that it is given are called on many threads at once.
#pragma once

#include <httplib.h>

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
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

  // The headers that every answer has which does not bring its own.
  using CommonHeaders = std::function<std::shared_ptr<const HeaderList>()>;

  Http(Answer answer, LimitOf body_limit, CommonHeaders, std::size_t open_files);

  // Makes listen_after_bind() return, also if it has not started yet. Any thread, at any time.
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
  const CommonHeaders common_headers_;
  const std::size_t share_;       // the most connections served, and the most waiting
  ThreadQueue* queue_ = nullptr;  // owned by httplib while it listens
  std::atomic<bool> closing_ = false;
  std::atomic<bool> closed_ = false;
};

}  // namespace lastseat::http
