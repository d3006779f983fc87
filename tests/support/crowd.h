// Students at several desks who register, join the waiting list and cancel until the program ends,
// and the answers they got. When they retry, the program must answer the same, and its list must
// match the answers. Checks are doctest's, on the caller's thread.
#pragma once

#include <atomic>
#include <chrono>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "support/desk.h"

namespace lastseat::test {

// A fest with a small event HOT, and BIG with seats for all. Created by the program's own import in
// the folder `data`, which is returned.
std::filesystem::path make_fest(const std::filesystem::path& data);

class Crowd {
 public:
  // New students register, at most `most`, once each. All leave when the desk is gone or does not
  // save.
  void come(const Desk&, int most = 1'000'000);
  // The same while `meanwhile` runs on this thread, which must make them leave.
  template <class Action>
  void come_while(const Desk& desk, Action&& meanwhile) {
    std::thread students([&] { come(desk); });
    meanwhile();
    students.join();
  }

  // Retries what is not settled, or everything. What was answered must get the same answer; the
  // rest is settled by this.
  void ask_again(const Desk& desk) { ask_again_from(settled_, desk); }
  void ask_all_again(const Desk& desk) { ask_again_from(0, desk); }

  // Checks that the list matches the answers; all of them must be settled.
  void check_list(const nlohmann::json& registrations) const;

  std::size_t asked() const { return asked_.size(); }
  std::size_t unanswered() const { return unanswered_; }  // before the retries
  std::size_t answered() const;
  // How long they wait for an answer before they leave.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  using Told = std::pair<int, std::string>;
  struct Asked {
    std::string key;
    std::string path;
    std::string body;          // empty: a cancellation
    std::optional<Told> told;  // absent: the result is unknown
  };

  void queue(const Desk&, int last);
  void enter(const nlohmann::json& id);
  std::string take_first();  // the id of the oldest entry that is still active; or empty
  std::optional<Told> ask(httplib::Client&, Asked);
  void ask_again_from(std::size_t, const Desk&);
  static std::string ask_again(httplib::Client&, Asked&);

  std::atomic<int> next_ = 0;
  std::mutex mutex_;
  std::deque<std::string> entered_;
  std::vector<Asked> asked_;
  std::chrono::milliseconds patience_{30'000};
  std::size_t settled_ = 0;
  std::size_t unanswered_ = 0;
};

// The JSON at that path, which must exist.
nlohmann::json fetch(const Desk&, const std::string& path);
nlohmann::json exported_registrations(const Desk&);

}  // namespace lastseat::test
