#include "writer/writer.h"

#include <chrono>
#include <utility>

#include "domain/limits.h"

namespace lastseat {
namespace {

constexpr std::chrono::seconds kBetweenRecoveries{1};

}  // namespace

Writer::Writer(DatabaseOptions options, Hooks hooks)
    : committer_(std::move(options), std::move(hooks)), queue_(limits::kQueue) {
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() { stop(); }

std::future<Reply> Writer::submit(Request request) {
  Job job{std::move(request)};
  std::future<Reply> reply = job.promise.get_future();
  const Health health = committer_.health();
  if (health == Health::recovering || health == Health::broken || health == Health::taken_away) {
    job.promise.set_value({Delivery::not_ready});
    return reply;
  }
  switch (queue_.push(job)) {
    case Queue<Job>::Push::done:
      break;
    case Queue<Job>::Push::full:
      job.promise.set_value({Delivery::busy});
      break;
    case Queue<Job>::Push::closed:
      job.promise.set_value({Delivery::stopping});
      break;
  }
  return reply;
}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::run() {
  for (Batch batch = queue_.take(limits::kBatch); !batch.empty();
       batch = queue_.take(limits::kBatch)) {
    committer_.settle(batch);
    while (!committer_.recover() && !queue_.closed()) {
      // Those who came before it was known are not left waiting.
      Batch queued = queue_.take_within(kBetweenRecoveries, limits::kBatch);
      committer_.settle(queued);
    }
  }
  committer_.close();
}

}  // namespace lastseat
