#include "writer/writer.h"

#include <chrono>
#include <utility>

#include "writer/limits.h"

namespace lastseat {
namespace {

constexpr std::chrono::seconds kBetweenRecoveries{1};

}  // namespace

Writer::Writer(DatabaseOptions options, Hooks hooks, LastEnd last_end)
    : own_(std::in_place, std::move(options), std::move(hooks), last_end),
      committer_(*own_),
      thread_([this] { run(); }) {}

Writer::Writer(Committer& committer) : committer_(committer), thread_([this] { run(); }) {}

Writer::~Writer() {
  stop();
  if (own_) own_->close();
}

Pending Writer::submit(Request request) {
  const Health health = committer_.health();
  if (health == Health::recovering || health == Health::broken || health == Health::taken_away) {
    return Pending(Delivery::not_ready);
  }
  request.draft = draft_of(request);
  return queue_.push(std::move(request));
}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::settle(const std::shared_ptr<Batch>& batch) {
  committer_.settle(batch->jobs);
  batch->finish.set_value();
  committer_.checkpoint();
}

void Writer::run() {
  while (const std::shared_ptr<Batch> batch = queue_.take()) {
    settle(batch);
    while (!committer_.recover() && !queue_.closed()) {
      // Requests from before the failure was known must not be left waiting.
      if (const auto queued = queue_.take_within(kBetweenRecoveries)) settle(queued);
    }
  }
  committer_.stop();
}

}  // namespace lastseat
