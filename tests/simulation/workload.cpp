#include "simulation/workload.h"

#include <memory>

#include "domain/values/ticket.h"
#include "support/builders.h"

namespace lastseat::test {
namespace {

constexpr const char* kPath = "/fest/lastseat.db";
constexpr std::uint64_t kRandom = 7;

std::string roll(int i) { return "21CS" + std::to_string(100 + i); }

std::string ticket(std::int64_t entry) { return ticket_for({entry}, kRandom); }

}  // namespace

Committer::Hooks workload_hooks() {
  return {.now_ms = [] { return std::int64_t{1'800'000'000'000}; },
          .random = [] { return kRandom; }};
}

DatabaseOptions workload_options(const CrashVfs& vfs) {
  return {.path = kPath, .vfs = vfs.name(), .busy_timeout = std::chrono::milliseconds(0)};
}

Workload::Workload() {
  fest();
  desks();
  changes();
  for (int i = 40; i < 52; ++i) {
    add({register_new("ROBO", roll(i), true)});
    next_batch();
  }
}

std::vector<Request> Workload::until(std::size_t batch) const {
  std::vector<Request> requests;
  for (std::size_t i = 0; i <= batch && i < batches_.size(); ++i) {
    requests.insert(requests.end(), batches_[i].begin(), batches_[i].end());
  }
  return requests;
}

void Workload::add(Command command) {
  ++count_;
  batches_.back().push_back({std::move(command), "desk", "", "key-" + std::to_string(count_)});
}

void Workload::fest() {
  next_batch();
  add({add_event("ROBO", 10)});
  ImportEvents events;
  for (const char* code : {"LINE", "CHESS"}) {
    events.rows.push_back(
        {static_cast<std::int64_t>(events.rows.size()) + 2, {code}, event_fields(5)});
  }
  events.rows[0].fields.team_max = 3;
  add({events});
  next_batch();
  ImportStudents students;
  for (int i = 0; i < 40; ++i) students.rows.push_back({i + 2, student(roll(i))});
  add({students});
  next_batch();
}

void Workload::desks() {
  for (int i = 0; i < 8; ++i) add({Register{{"ROBO"}, {{roll(i)}}, "", {}, true}});
  next_batch();
  for (int i = 8; i < 14; ++i) {
    add({Register{{"ROBO"}, {{roll(i)}}, "", {}, true}});
    if (i % 2 == 0) next_batch();
  }
  add({Register{{"LINE"}, {{roll(20)}, {roll(21)}, {roll(22)}}, "The Three", {}, false}});
  add({Register{{"LINE"}, {{roll(21)}}, "", {}, false}});
  add({Register{{"GONE"}, {{roll(21)}}, "", {}, false}});
  next_batch();
}

void Workload::changes() {
  add({Cancel{{1}}});  // the first entry of ROBO; one is promoted
  next_batch();
  add({ChangeEvent{{"ROBO"}, {.capacity = 12}, {}}});
  add({CheckIn{ticket(2)}});
  next_batch();
  add({UndoCheckIn{ticket(2)}});
  add({ChangeFest{{.entry_limit = std::optional<std::int64_t>(3)}}});
  next_batch();
  ImportStudents more;
  for (int i = 0; i < 60; ++i) {
    Student changed = student(roll(i));
    changed.phone = "98450 " + std::to_string(10000 + i);
    more.rows.push_back({i + 2, changed});
  }
  add({more});
  next_batch();
}

std::vector<Answer> settle(Committer& committer, const std::vector<Request>& requests) {
  std::vector<Job> jobs;
  for (const Request& request : requests) jobs.push_back({request});
  committer.settle(jobs);
  committer.checkpoint();
  std::vector<Answer> answers;
  for (Job& job : jobs) {
    if (job.reply.delivery == Delivery::committed) answers.push_back(std::move(job.reply.answer));
  }
  return answers;
}

std::vector<Answer> run(CrashVfs& vfs, const Workload& workload, Progress& progress,
                        const std::function<void(std::size_t)>& before_batch) {
  std::vector<Answer> all;
  auto committer = std::make_unique<Committer>(workload_options(vfs), workload_hooks());
  const auto& batches = workload.batches();
  for (std::size_t i = 0; i < batches.size(); ++i) {
    progress.batch = i;
    if (before_batch) before_batch(i);
    if (i == batches.size() / 2) {
      committer->close();
      committer = std::make_unique<Committer>(workload_options(vfs), workload_hooks());
    }
    if (i == batches.size() / 4) Database::reopen(workload_options(vfs)).checkpoint();
    for (Answer& answer : settle(*committer, batches[i])) all.push_back(std::move(answer));
    progress.answered = all.size();
  }
  progress.batch = batches.size();
  committer->close();
  return all;
}

std::vector<Answer> undisturbed(const Workload& workload) {
  CrashVfs vfs("crash-undisturbed");
  Progress progress;
  return run(vfs, workload, progress);
}

}  // namespace lastseat::test
