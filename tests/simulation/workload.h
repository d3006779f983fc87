// A fest of some sixty commands, always the same, for tests with a failing disk. One thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "support/crash_vfs.h"
#include "writer/committer.h"

namespace lastseat::test {

Committer::Hooks workload_hooks();  // a stopped clock, and always the same random number
DatabaseOptions workload_options(const CrashVfs&);

// The commands in batches, each with a key. The n-th command has sequence number n.
class Workload {
 public:
  Workload();
  const std::vector<std::vector<Request>>& batches() const { return batches_; }
  // Everything up to and including a batch.
  std::vector<Request> until(std::size_t batch) const;

 private:
  void add(Command);
  void next_batch() { batches_.emplace_back(); }
  void fest();
  void desks();
  void changes();

  std::vector<std::vector<Request>> batches_;
  int count_ = 0;
};

// The answers in the order of the requests; requests without an answer are left out.
std::vector<Answer> settle(Committer&, const std::vector<Request>&);

struct Progress {
  std::size_t answered = 0;  // commands
  std::size_t batch = 0;     // that is in progress
};

// Start, batches, a checkpoint by another program, a stop and a start in the middle, a stop.
// Returns the answers. `before_batch` is called with the number of each batch.
std::vector<Answer> run(CrashVfs&, const Workload&, Progress&,
                        const std::function<void(std::size_t)>& before_batch = {});

// The answers of a fest without faults.
std::vector<Answer> undisturbed(const Workload&);

}  // namespace lastseat::test
