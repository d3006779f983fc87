#include "hostile/honest_desk.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <sstream>

#include "support/soon.h"

namespace lastseat::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

constexpr auto kPatience = 60s;
constexpr auto kBetweenTries = 5ms;

long number_after(const std::string& text, const std::string& name) {
  const std::size_t at = text.find(name);
  return at == std::string::npos ? 0 : std::stol(text.substr(at + name.size()));
}

// A script that starts the real program with few open files.
std::string limited(const TemporaryFolder& folder, const std::string& limit) {
  const auto script = folder / "limited";
  write_text(script, "#!/bin/sh\nulimit -n " + limit + " && exec '" + kProgram + "' \"$@\"\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  return script.string();
}

long long milliseconds(Clock::duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

}  // namespace

bool may_open(std::size_t sockets) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = sockets + 200;
  if (limit.rlim_cur >= wanted) return true;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur == wanted) return true;
  MESSAGE("this system allows only " << limit.rlim_max << " open files");
  return false;
}

Vitals vitals_of(int process) {
  const std::filesystem::path folder = "/proc/" + std::to_string(process);
  const std::string status = text_of(folder / "status");
  Vitals out;
  out.rss_kib = number_after(status, "VmRSS:");
  out.peak_rss_kib = number_after(status, "VmHWM:");
  out.threads = number_after(status, "Threads:");
  out.descriptors = entries_in(folder / "fd");
  const std::string stat = text_of(folder / "stat");
  std::istringstream words(stat.substr(stat.rfind(')') + 1));
  std::string word;
  for (int i = 0; i < 11; ++i) words >> word;
  double user = 0;
  double system = 0;
  words >> user >> system;
  out.cpu_seconds = (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  return out;
}

std::string sentence(const Vitals& vitals) {
  return std::to_string(vitals.rss_kib / 1024) + " MiB (at most " +
         std::to_string(vitals.peak_rss_kib / 1024) + "), " + std::to_string(vitals.threads) +
         " threads, " + std::to_string(vitals.descriptors) + " open files";
}

HostileHall::HostileHall(const Environment& more, const std::string& limit)
    : data_(folder_ / "data"),
      desk_(
          std::make_unique<Desk>(data_, more, limit.empty() ? kProgram : limited(folder_, limit))) {
  httplib::Client client = desk_->client();
  client.set_keep_alive(false);
  const json event{{"code", "FEST"},
                   {"title", "Fest"},
                   {"starts_at", "2027-01-22T09:00"},
                   {"ends_at", "2027-01-22T10:00"},
                   {"capacity", 1'000'000}};
  const auto added =
      client.Post("/api/events", {{"Lastseat-Desk", "honest"}}, event.dump(), "application/json");
  REQUIRE(added);
  REQUIRE(added->status == 201);
  begin_ = vitals();
}

void HostileHall::settle() {
  constexpr std::size_t kReaders = 24;  // connections to the database stay open, three files each
  soon([&] { return vitals().descriptors <= begin_.descriptors + kReaders; }, kPatience);
  const Vitals now = vitals();
  MESSAGE("afterwards: " << sentence(now) << "; at the beginning: " << sentence(begin_));
  CHECK(now.descriptors <= begin_.descriptors + kReaders);
}

void HostileHall::close(std::size_t commands) {
  CHECK(desk().process().runs());
  httplib::Client client = desk().client();
  std::size_t found = 0;
  for (json after = 0; !after.is_null();) {
    const auto page =
        client.Get("/api/journal?limit=500&after=" + std::to_string(after.get<std::int64_t>()));
    REQUIRE(page);
    const json body = json::parse(page->body);
    for (const json& entry : body.at("entries")) {
      ++found;
      CHECK(entry.at("desk") == "honest");
    }
    after = body.at("next");
  }
  CHECK(found == commands);
  CHECK(desk().stop() == 0);
  const Finished check = command_line({"check", "--data", data_.string()});
  CHECK_MESSAGE(check.code == 0, check.out << check.err);
}

HonestDesk::HonestDesk(const Desk& desk) : thread_([this, port = desk.port()] { work(port); }) {}

void HonestDesk::work(int port) {
  httplib::Client client("127.0.0.1", port);
  client.set_tcp_nodelay(true);
  client.set_keep_alive(true);
  client.set_read_timeout(30s);
  for (int number = 1; !stop_; ++number) {
    const std::string roll = "H" + std::to_string(number);
    const json body{{"event", "FEST"}, {"roll", roll}, {"student", {{"name", "Student " + roll}}}};
    const auto begin = Clock::now();
    while (true) {
      const auto answer = client.Post("/api/registrations",
                                      {{"Idempotency-Key", roll}, {"Lastseat-Desk", "honest"}},
                                      body.dump(), "application/json");
      if (answer && answer->status == 201) break;
      if (answer && answer->status != 503) ++refused_;
      if (refused_ > 0 || Clock::now() - begin > kPatience) {
        ++refused_;
        return;
      }
      ++retries_;
      std::this_thread::sleep_for(kBetweenTries);
    }
    times_.push_back(Clock::now() - begin);
    std::this_thread::sleep_for(kBetweenTries);  // a desk is not a load test
  }
}

void HonestDesk::stop() {
  if (!thread_.joinable()) return;
  stop_ = true;
  thread_.join();
  std::sort(times_.begin(), times_.end());
  CHECK(refused_ == 0);
  REQUIRE_FALSE(times_.empty());
  MESSAGE("the honest desk: " << times_.size() << " registered, " << retries_ << " retries; p50 "
                              << percentile(50).count() << " ms, p99 " << percentile(99).count()
                              << " ms, at most " << milliseconds(times_.back()) << " ms");
}

std::chrono::milliseconds HonestDesk::percentile(int percent) const {
  const std::size_t at = times_.size() * static_cast<std::size_t>(percent) / 100;
  return std::chrono::milliseconds(milliseconds(times_[std::min(at, times_.size() - 1)]));
}

int status_in(const std::string& answer) {
  return answer.size() > 12 ? std::stoi(answer.substr(9, 3)) : 0;
}

std::string get(const std::string& path, const std::string& headers) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

}  // namespace lastseat::test
