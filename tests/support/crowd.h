// Students at several desks who register, wait for a seat and change their minds, until the program
// is gone; and what they were told. Asked again, the program must tell them the same, and its list
// must be what it told. The checks are doctest's, on the caller's thread.
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

// A fest with a small event HOT, and BIG with seats for all. Made by the program's own import in
// the folder `data`, which it returns.
std::filesystem::path make_fest(const std::filesystem::path& data);

class Crowd {
 public:
  // Each of so many students once; all leave when the desk is gone, or does not save.
  void come(const Desk&, int most = 1'000'000);
  // The same while `meanwhile` runs here, which is to end it.
  template <class Action>
  void come_while(const Desk& desk, Action&& meanwhile) {
    std::thread students([&] { come(desk); });
    meanwhile();
    students.join();
  }

  // Asks again what is not settled, or everything: what was answered must be answered the same, and
  // the rest is settled.
  void ask_again(const Desk& desk) { ask_again_from(settled_, desk); }
  void ask_all_again(const Desk& desk) { ask_again_from(0, desk); }

  // That list is what they were told; all of it must be settled.
  void check_list(const nlohmann::json& registrations) const;

  std::size_t asked() const { return asked_.size(); }
  std::size_t unanswered() const { return unanswered_; }  // before they asked again
  std::size_t answered() const;
  // How long they wait for an answer before they leave.
  void set_patience(std::chrono::milliseconds patience) { patience_ = patience; }

 private:
  using Told = std::pair<int, std::string>;
  struct Asked {
    std::string key;
    std::string path;
    std::string body;          // empty: a cancellation
    std::optional<Told> told;  // absent: nobody knows what became of it
  };

  void queue(const Desk&, int last);
  void enter(const nlohmann::json& id);
  std::string take_first();  // the id of who entered first and is still in; or empty
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

// A list that must be there.
nlohmann::json fetch(const Desk&, const std::string& path);
nlohmann::json exported_registrations(const Desk&);

}  // namespace lastseat::test
