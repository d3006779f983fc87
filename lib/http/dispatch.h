// Turns a request into a response: guards, route, fest, body, handler, in this order. Every error
// becomes a problem (net/problem.h) here. Any thread.
#pragma once

#include <atomic>

#include "http/call.h"
#include "http/net/body.h"
#include "http/net/guards.h"
#include "http/routes.h"

namespace lastseat::http {

class Dispatcher {
 public:
  Dispatcher(Shared& shared, Guards guards) : shared_(shared), guards_(std::move(guards)) {}

  // Never throws.
  Response answer(const httplib::Request&, const ReadBody&);

 private:
  Response route(const httplib::Request&, const ReadBody&);
  Response call(const Route&, Call&, const ReadBody&);

  Shared& shared_;
  const Guards guards_;
  std::atomic<int> imports_ = 0;
};

}  // namespace lastseat::http
