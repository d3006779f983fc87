// The program among hostile clients: an honest desk that keeps registering, the resources that the
// program uses, and a final check that its journal has everything that the desk was told, and
// nothing else.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "support/campaign.h"
#include "support/desk.h"
#include "support/socket.h"
#include "support/temporary_folder.h"

namespace lastseat::test {

// Lets this process open so many more sockets; false, with a message, if the system does not allow
// it.
bool may_open(std::size_t sockets);

struct Vitals {
  long rss_kib = 0;
  long peak_rss_kib = 0;
  long threads = 0;
  std::size_t descriptors = 0;
  double cpu_seconds = 0;
};
Vitals vitals_of(int process);
std::string sentence(const Vitals&);

// The program serving a fest with an event FEST that is never full, in a temporary folder.
class HostileHall {
 public:
  // `program` may be a script that ends in the program.
  explicit HostileHall(const Environment& = {}, const std::string& limit = {});

  Desk& desk() { return *desk_; }
  int port() const { return desk_->port(); }
  Vitals vitals() { return vitals_of(desk_->process().id()); }
  const std::filesystem::path& data() const { return data_; }

  // Waits until the program has released what the connections used.
  void settle();
  // Checks that the journal has this many commands, all from the desk "honest"; then stops the
  // program, and check must find nothing.
  void close(std::size_t commands);

  static constexpr std::size_t kCommandsOfBeginning = 1;

 private:
  TemporaryFolder folder_;
  std::filesystem::path data_;
  std::unique_ptr<Desk> desk_;
  Vitals begin_;
};

// Registers one student after another on its own thread, until stop(). A request that gets no
// answer or a 503 is retried with its key, as the page does; the time keeps counting.
class HonestDesk {
 public:
  explicit HonestDesk(const Desk&);
  ~HonestDesk() { stop(); }
  HonestDesk(const HonestDesk&) = delete;
  HonestDesk& operator=(const HonestDesk&) = delete;

  void stop();  // and prints how fast it was answered
  std::size_t confirmed() const { return times_.size(); }
  std::chrono::milliseconds percentile(int percent) const;

 private:
  void work(int port);

  std::atomic<bool> stop_ = false;
  std::atomic<int> refused_ = 0;
  std::vector<std::chrono::steady_clock::duration> times_;  // used by the thread until it is joined
  int retries_ = 0;
  std::thread thread_;
};

int status_in(const std::string& answer);
std::string get(const std::string& path, const std::string& headers = "");

}  // namespace lastseat::test
