#include "prove/desk.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "platform/child.h"
#include "platform/executable.h"
#include "platform/signals.h"
#include "platform/temporary_folder.h"
#include "prove/desk_audit.h"
#include "prove/disk.h"
#include "prove/wording.h"
#include "store/journal/check.h"
#include "store/sqlite/database.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kDesks = 16;
constexpr int kEvents = 8;  // per round, asked for in turn; the first has one seat
constexpr int kAskersForASeat = 4;
constexpr int kFewestRequests = 320;  // of a round
constexpr int kMostRequests = 1600;
constexpr int kMostInAll = 200'000;
constexpr double kRoundMs = 1500;  // the time that a round should take
constexpr double kFlushesARequest = 3;
constexpr int kLongestDelayUs = 1500;  // between the chosen answer and the kill
constexpr std::chrono::seconds kPatience{30};
constexpr int kTriesWhenBusy = 50;
constexpr std::chrono::milliseconds kPauseWhenBusy{100};
constexpr std::size_t kMostFindings = 10;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// ---- what is asked

struct Plan {
  std::vector<HotEvent> events;
  std::vector<Asked> asked;  // round by round, event by event
  int requests = 0;          // of a round
};

int requests_for(const DeskOptions& options, const Disk& disk) {
  const double fit =
      std::min(kDesks * kRoundMs / (kFlushesARequest * std::max(disk.flush_ms, 0.001)),
               double(kMostInAll) / options.rounds);
  const int requests =
      options.requests > 0
          ? options.requests
          : static_cast<int>(std::clamp(fit, double(kFewestRequests), double(kMostRequests)));
  return std::max(requests / kEvents, 2 * kAskersForASeat) * kEvents;
}

Plan plan_of(const DeskOptions& options, int requests, std::mt19937_64& random) {
  Plan plan;
  plan.requests = requests;
  const int of_event = requests / kEvents;
  int student = 0;
  for (int i = 0; i < options.rounds * kEvents; ++i) {
    const int seats = i % kEvents == 0 ? 1 : of_event / kAskersForASeat;
    const HotEvent event{"LAST" + std::to_string(i + 1), seats, i / kEvents};
    plan.events.push_back(event);
    for (int j = 0; j < of_event; ++j) {
      const bool at_two_desks = j > 0 && random() % 10 == 0;
      if (!at_two_desks) ++student;
      plan.asked.push_back({.round = event.round,
                            .event = event.code,
                            .roll = "27CS" + std::to_string(student),
                            .key = "desk-" + std::to_string(plan.asked.size())});
    }
  }
  return plan;
}

std::string events_csv(const Plan& plan, int round) {
  std::string csv = "code,title,starts_at,ends_at,capacity\n";
  for (const HotEvent& event : plan.events) {
    if (event.round != round) continue;
    csv += event.code + ",The last seats of " + event.code + ",2027-01-22T09:00,2027-01-22T12:00," +
           std::to_string(event.seats) + "\n";
  }
  return csv;
}

std::string students_csv(const Plan& plan, int round) {
  std::string csv = "roll,name\n";
  std::string last;
  for (const Asked& each : plan.asked) {
    if (each.round == round && each.roll != last) csv += each.roll + ",Student " + each.roll + "\n";
    last = each.roll;
  }
  return csv;
}

// ---- the program

httplib::Client client_of(int port) {
  httplib::Client client("127.0.0.1", port);
  client.set_tcp_nodelay(true);
  client.set_keep_alive(true);
  client.set_connection_timeout(kPatience);
  client.set_read_timeout(kPatience);
  client.set_write_timeout(kPatience);
  return client;
}

class Program {
 public:
  Program(const fs::path& program, const fs::path& folder)
      : child_({(program.empty() ? platform::executable_path() : program).string(), "serve",
                "--data", (folder / "fest").string(), "--port", "auto", "--no-browser"},
               folder / "errors") {
    const std::string ready = "Lastseat is ready at http://127.0.0.1:";
    const Clock::time_point begin = Clock::now();
    const std::optional<std::string> line = child_.read_line();
    if (!line || !line->starts_with(ready)) {
      throw Error(Message{"desk.not_started", {{"text", text_of(folder / "errors")}}});
    }
    start_ms_ = ms_since(begin);
    port_ = std::stoi(line->substr(ready.size()));
  }

  int port() const { return port_; }
  double start_ms() const { return start_ms_; }
  void kill() const { child_.kill(); }
  void expect_killed() {
    if (child_.wait() >= 0) throw Error(Message{"desk.ended"});
  }

 private:
  platform::Child child_;
  int port_ = 0;
  double start_ms_ = 0;
};

void import(int port, const std::string& what, const std::string& csv) {
  httplib::Client client = client_of(port);
  const auto result = client.Post("/api/import/" + what, csv, "text/csv");
  if (!result || result->status != 200) {
    const std::string why = result ? result->body : httplib::to_string(result.error());
    throw Error(Message{"desk.no_fest", {{"why", why}}});
  }
}

// ---- the desks

struct Told {
  int status = 0;
  std::string answer;
  bool replayed = false;
};

// The program's answer to that request; absent if it is gone. "Busy, retry" does not count as an
// answer.
std::optional<Told> tell(httplib::Client& client, const Asked& asked) {
  const nlohmann::json body{{"event", asked.event}, {"roll", asked.roll}};
  for (int i = 0; i < kTriesWhenBusy; ++i) {
    const auto result = client.Post("/api/registrations", {{"Idempotency-Key", asked.key}},
                                    body.dump(), "application/json");
    if (!result) return std::nullopt;
    if (result->status != 503) {
      return Told{result->status, result->body,
                  result->get_header_value("Idempotency-Replayed") == "true"};
    }
    std::this_thread::sleep_for(kPauseWhenBusy);
  }
  return std::nullopt;
}

class Desks {
 public:
  explicit Desks(std::vector<Asked>& asked) : asked_(asked) {}

  // Asks the requests from `begin` to `end` that have no answer yet. After `kill_after` answers,
  // calls `kill`; the desks stop when the program is gone.
  void ask(int port, std::size_t begin, std::size_t end, int kill_after,
           const std::function<void()>& kill) {
    std::atomic<std::size_t> next = begin;
    std::atomic<int> answers = 0;
    together([&] {
      httplib::Client client = client_of(port);
      for (std::size_t i = next++; i < end; i = next++) {
        Asked& asked = asked_[i];
        if (asked.status != 0) continue;
        const auto told = tell(client, asked);
        if (!told) {
          asked.unanswered_at_kill = true;
          return;
        }
        asked.status = told->status;
        asked.answer = told->answer;
        if (++answers == kill_after) kill();
        if (i % 8 == 0 && !ask_again(client, asked)) return;
      }
    });
  }

  // Retries those of them that were asked before, with their keys. Those without an answer are
  // retried by two desks at once.
  void retry(int port, const std::vector<std::size_t>& list) {
    struct Job {
      std::size_t place;
      bool unanswered;
    };
    std::vector<Job> jobs;
    for (const std::size_t place : list) {
      const bool unanswered = asked_[place].status == 0;
      if (unanswered && !asked_[place].unanswered_at_kill) continue;
      jobs.insert(jobs.end(), unanswered ? 2 : 1, Job{place, unanswered});
    }
    std::map<std::size_t, int> replays;  // of requests without an answer
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    together([&] {
      httplib::Client client = client_of(port);
      for (std::size_t i = next++; i < jobs.size(); i = next++) {
        const auto [place, unanswered] = jobs[i];
        const auto told = tell(client, asked_[place]);
        const std::lock_guard lock(mutex);
        ++retries_;
        if (!told) {
          ++asked_[place].unanswered_retries;
          continue;
        }
        if (unanswered && told->replayed && ++replays[place] == 2) ++saved_unseen_;
        compare(asked_[place], *told, !unanswered);
      }
    });
  }

  std::int64_t retries() const { return retries_; }
  // Requests that were saved before the kill although they got no answer.
  std::int64_t saved_unseen() const { return saved_unseen_; }

 private:
  template <class Work>
  static void together(const Work& work) {
    std::vector<std::thread> threads;
    threads.reserve(kDesks);
    for (int i = 0; i < kDesks; ++i) threads.emplace_back(work);
    for (std::thread& thread : threads) thread.join();
  }

  // The desk that presses Enter twice. False if the program is gone.
  bool ask_again(httplib::Client& client, Asked& asked) {
    const auto told = tell(client, asked);
    if (!told) return false;
    ++retries_;
    compare(asked, *told, true);
    return true;
  }

  static void compare(Asked& asked, const Told& told, bool must_be_replayed) {
    if (asked.status == 0) {
      asked.status = told.status;
      asked.answer = told.answer;
      return;
    }
    const bool same = asked.status == told.status && asked.answer == told.answer;
    if (!same || (must_be_replayed && !told.replayed)) ++asked.changed;
  }

  std::vector<Asked>& asked_;
  std::atomic<std::int64_t> retries_ = 0;
  std::int64_t saved_unseen_ = 0;
};

// ---- the experiment

// Ctrl-C during the experiment must not leave its folder behind.
class Interruption {
 public:
  Interruption()
      : thread_([this] {
          signal_.wait();
          came_ = true;
        }) {}
  ~Interruption() {
    signal_.request();
    thread_.join();
  }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool came() const { return came_; }

 private:
  platform::StopSignal signal_;
  std::atomic<bool> came_ = false;
  std::thread thread_;
};

struct Outcome {
  DeskAudit audit;
  CheckReport check;
  std::int64_t retries = 0;
  std::int64_t saved_unseen = 0;
  double slowest_start_ms = 0;
};

class Experiment {
 public:
  Experiment(const DeskOptions& options, const fs::path& folder, Plan& plan,
             std::mt19937_64& random)
      : options_(options), folder_(folder), plan_(plan), desks_(plan.asked), random_(random) {}

  Outcome run() {
    start();
    for (int round = 0; round < options_.rounds; ++round) run_round(round);
    std::vector<std::size_t> all(plan_.asked.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    desks_.retry(program_->port(), all);

    httplib::Client client = client_of(program_->port());
    const auto list = client.Get("/api/export/registrations.json");
    outcome_.audit = audit(plan_.events, plan_.asked, list ? list->body : std::string());
    outcome_.check = check({.path = folder_ / "fest" / "lastseat.db"});
    outcome_.retries = desks_.retries();
    outcome_.saved_unseen = desks_.saved_unseen();
    return std::move(outcome_);
  }

 private:
  void start() {
    program_.emplace(options_.program, folder_);
    outcome_.slowest_start_ms = std::max(outcome_.slowest_start_ms, program_->start_ms());
  }

  // All of this round, and as many of the earlier rounds.
  std::vector<std::size_t> to_retry(std::size_t begin, std::size_t end) {
    std::vector<std::size_t> list(end - begin);
    std::iota(list.begin(), list.end(), begin);
    for (std::size_t i = begin; begin > 0 && i < end; ++i) {
      list.push_back(std::uniform_int_distribution(std::size_t{0}, begin - 1)(random_));
    }
    return list;
  }

  void run_round(int round) {
    const auto begin = static_cast<std::size_t>(round) * static_cast<std::size_t>(plan_.requests);
    const auto end = begin + static_cast<std::size_t>(plan_.requests);
    if (interruption_.came()) throw Error(Message{"desk.stopped"});
    import(program_->port(), "events", events_csv(plan_, round));
    import(program_->port(), "students", students_csv(plan_, round));
    const int eighth = plan_.requests / 8;
    const int kill_after = std::uniform_int_distribution(eighth, 7 * eighth)(random_);
    // Half of the kills come at once: a program that answers before it commits has nothing on the
    // disk at that point.
    const std::chrono::microseconds delay(
        random_() % 2 == 0 ? 0 : std::uniform_int_distribution(0, kLongestDelayUs)(random_));
    desks_.ask(program_->port(), begin, end, kill_after, [&] {
      std::this_thread::sleep_for(delay);
      program_->kill();
    });
    program_->kill();  // if the desks finished first
    program_->expect_killed();
    start();
    desks_.retry(program_->port(), to_retry(begin, end));
    desks_.ask(program_->port(), begin, end, -1, [] {});
  }

  const DeskOptions& options_;
  Interruption interruption_;
  const fs::path folder_;
  Plan& plan_;
  Desks desks_;
  std::mt19937_64& random_;
  std::optional<Program> program_;
  Outcome outcome_;
};

// ---- the report

RoundResult sum_of(const std::vector<RoundResult>& rounds) {
  RoundResult sum;
  for (const RoundResult& round : rounds) {
    sum.asked += round.asked;
    sum.answered += round.answered;
    sum.unanswered_at_kill += round.unanswered_at_kill;
    sum.confirmed += round.confirmed;
    sum.refused += round.refused;
    sum.oversold += round.oversold;
    sum.lost += round.lost;
    sum.changed_answers += round.changed_answers;
  }
  return sum;
}

Message verdict_of(const Outcome& outcome, const Disk& disk, bool proven) {
  const RoundResult sum = sum_of(outcome.audit.rounds);
  if (!proven) {
    return Message{"desk.not_proven",
                   {{"asked", sum.asked},
                    {"answered", sum.answered},
                    {"oversold", sum.oversold},
                    {"lost", sum.lost},
                    {"changed", sum.changed_answers},
                    {"faults", static_cast<std::int64_t>(outcome.check.findings.size())}}};
  }
  const auto kills = static_cast<std::int64_t>(outcome.audit.rounds.size());
  const std::string time = milliseconds(disk.flush_ms);
  const Message flush = doubt_about(disk) ? Message{"desk.doubted_flush", {{"time", time}}}
                                          : Message{"desk.flush", {{"time", time}}};
  return Message{"desk.proven",
                 {{"answered", sum.answered},
                  {"kills", kills},
                  {"sold", outcome.audit.sold},
                  {"seats", outcome.audit.seats},
                  {"flush", std::vector{flush}}}};
}

void add_findings(std::vector<Message>& notes, const std::vector<Message>& findings) {
  for (std::size_t i = 0; i < findings.size() && i < kMostFindings; ++i) {
    notes.push_back(findings[i]);
  }
  if (findings.size() > kMostFindings) {
    const auto more = static_cast<std::int64_t>(findings.size() - kMostFindings);
    notes.push_back(Message{"check.more", {{"count", more}}});
  }
}

std::vector<Message> notes_of(const Outcome& outcome, const Disk& disk) {
  std::vector<Message> notes;
  add_findings(notes, outcome.audit.findings);
  add_findings(notes, outcome.check.findings);
  notes.push_back(
      Message{"desk.retries", {{"retries", outcome.retries}, {"saved", outcome.saved_unseen}}});
  notes.push_back(Message{
      "desk.starts",
      {{"time", milliseconds(outcome.slowest_start_ms)}, {"commands", outcome.check.commands}}});
  const std::string& type = disk.system.type;
  const Message name =
      type.empty() ? Message{"desk.the_disk"} : Message{"desk.the_disk_of_type", {{"type", type}}};
  notes.push_back(Message{"desk.disk",
                          {{"disk", std::vector{name}},
                           {"flush", milliseconds(disk.flush_ms)},
                           {"flushes", disk.flushes},
                           {"slowest", milliseconds(disk.flush_p99_ms)},
                           {"write", milliseconds(disk.write_ms)}}});
  if (const auto doubt = doubt_about(disk)) {
    notes.push_back(Message{"desk.warning", {{"doubt", std::vector{*doubt}}}});
  }
  notes.push_back(Message{"desk.no_power_cut"});
  return notes;
}

fs::path checked_folder(const DeskOptions& options) {
  fs::path folder = options.folder.empty() ? platform::executable_path().parent_path()
                                           : fs::absolute(options.folder);
  if (!fs::is_directory(folder)) {
    throw Error(Message{"desk.no_folder", {{"folder", folder.string()}}});
  }
  if (fs::exists(folder / "lastseat.db")) {
    throw Error(Message{"desk.fest_in_folder", {{"folder", folder.string()}}});
  }
  return folder;
}

}  // namespace

Report desk(const DeskOptions& options) {
  const fs::path parent = checked_folder(options);
  const platform::TemporaryFolder folder("lastseat-prove", parent);
  const Disk disk = measured_disk(folder.path());
  std::mt19937_64 random(options.seed);
  Plan plan = plan_of(options, requests_for(options, disk), random);
  const Outcome outcome = Experiment(options, folder.path(), plan, random).run();

  Report report{
      .name = "desk",
      .columns = {Message{"column.round"}, Message{"column.asked"}, Message{"column.answered"},
                  Message{"column.unanswered_at_kill"}, Message{"column.confirmed"},
                  Message{"column.refused"}, Message{"column.oversold"}, Message{"column.lost"},
                  Message{"column.changed_answers"}}};
  for (const RoundResult& round : outcome.audit.rounds) {
    report.rows.push_back({static_cast<std::int64_t>(report.rows.size() + 1), round.asked,
                           round.answered, round.unanswered_at_kill, round.confirmed, round.refused,
                           round.oversold, round.lost, round.changed_answers});
  }
  report.proven = outcome.audit.findings.empty() && outcome.check.ok();
  report.verdict = verdict_of(outcome, disk, report.proven);
  report.notes = notes_of(outcome, disk);
  return report;
}

}  // namespace lastseat::prove
