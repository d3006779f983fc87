// Turns requests into responses: guards, route, fest, body, handler, in this order. Every error
// becomes a problem (net/problem.h) here.
//
// begin(), after_ready() and all that they call run on the thread of the connections; what reads
// the database runs on a worker; the writer's answers come back in batches.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/call.h"
#include "http/net/exchange.h"
#include "http/net/guards.h"
#include "http/routes.h"

namespace lastseat::http {

class Dispatcher final : public Asker {
 public:
  // How an answer reaches its client. All outlive the dispatcher.
  struct Channels {
    // Only on the thread of the connections.
    std::function<void(Connection&, const Response&)> answer;
    std::function<void(std::function<void()>)> post;        // to that thread. Any thread
    std::function<void(Lane, std::function<void()>)> work;  // on a worker
  };

  Dispatcher(Shared& shared, Guards guards, Channels channels)
      : shared_(shared), guards_(std::move(guards)), channels_(std::move(channels)) {}

  // Waits while the writer is still giving a batch back.
  ~Dispatcher() override;
  Dispatcher(const Dispatcher&) = delete;
  Dispatcher& operator=(const Dispatcher&) = delete;

  Begun begin(Connection&, std::shared_ptr<const httplib::Request>);
  // Sends the commands that begin() led to, all at once, to the writer.
  void after_ready();
  void answered(std::vector<Job>) override;

 private:
  struct Asked;

  template <class Action>
  std::optional<Response> failure_of(const Call&, Action&&) const;
  void route(Asked&, Begun&);
  void go(const std::shared_ptr<Asked>&, std::string body);
  template <class Action>
  void in_lane(const std::shared_ptr<Asked>&, Action);
  void take(const std::shared_ptr<Asked>&, Step);
  void settle(const std::shared_ptr<Asked>&, Reply);

  Shared& shared_;
  const Guards guards_;
  const Channels channels_;
  std::vector<Job> gathered_;
  std::atomic<int> receiving_ = 0;  // threads in answered()
};

}  // namespace lastseat::http
