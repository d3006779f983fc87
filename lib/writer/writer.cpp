#include "writer/writer.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "writer/limits.h"

namespace lastseat {
namespace {

constexpr std::chrono::seconds kBetweenRecoveries{1};

class OneReply final : public Asker {
 public:
  Pending pending() { return reply_.get_future(); }
  void answered(std::vector<Job> jobs) override { reply_.set_value(std::move(jobs[0].reply)); }

 private:
  std::promise<Reply> reply_;
};

// Each asker gets its jobs in one call, if they stand together.
void give_back(std::vector<Job> jobs) {
  for (auto from = jobs.begin(); from != jobs.end();) {
    const std::shared_ptr<Asker> asker = from->asker;
    const auto to =
        std::find_if(from, jobs.end(), [&](const Job& job) { return job.asker != asker; });
    if (from == jobs.begin() && to == jobs.end()) return asker->answered(std::move(jobs));
    asker->answered({std::make_move_iterator(from), std::make_move_iterator(to)});
    from = to;
  }
}

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

void Writer::submit(std::vector<Job> jobs) {
  const Health health = committer_.health();
  if (health == Health::recovering || health == Health::broken || health == Health::taken_away) {
    for (Job& job : jobs) job.reply = {Delivery::not_ready};
  } else {
    for (Job& job : jobs) job.request.draft = draft_of(job.request);
    jobs = queue_.push(std::move(jobs));
  }
  give_back(std::move(jobs));
}

Pending Writer::submit(Request request) {
  const auto asker = std::make_shared<OneReply>();
  Pending reply = asker->pending();
  std::vector<Job> jobs;
  jobs.push_back({.request = std::move(request), .asker = asker});
  submit(std::move(jobs));
  return reply;
}

void Writer::stop() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void Writer::settle(std::vector<Job> jobs) {
  committer_.settle(jobs);
  give_back(std::move(jobs));
  committer_.checkpoint();
}

void Writer::run() {
  while (std::optional<std::vector<Job>> jobs = queue_.take()) {
    settle(*std::move(jobs));
    while (!committer_.recover() && !queue_.closed()) {
      // Requests from before the failure was known must not be left waiting.
      if (auto queued = queue_.take_within(kBetweenRecoveries)) settle(*std::move(queued));
    }
  }
  committer_.stop();
}

}  // namespace lastseat
