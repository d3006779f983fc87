// The rush: so many different students ask for a seat of one event at once, over so many
// connections that stay open; each connection sends its next request as soon as it is answered. One
// thread, so that the client leaves the processor to the server. Prints the result as a line of
// JSON.
//
//   bench_rush PORT EVENT STUDENTS CONNECTIONS
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/rolls.h"

namespace lastseat::bench {
namespace {

constexpr int kLongestSilenceMs = 10'000;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Connection {
  int socket = -1;
  bool waits = false;
  double asked_at = 0;
  std::string received = {};
};

int connect_to(int port) {
  const int opened = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(opened, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    throw std::runtime_error("cannot connect");
  }
  return opened;
}

// The number after `name` in an answer; -1 if there is none.
long number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return -1;
  return std::strtol(std::string(text.substr(at + name.size(), 20)).c_str(), nullptr, 10);
}

// The length of the answer at the beginning of `text`; 0 while it is unknown.
std::size_t length(std::string_view text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::string names(text.substr(0, head));
  std::transform(names.begin(), names.end(), names.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const long body = number_after(names, "content-length: ");
  if (body < 0) throw std::runtime_error("an answer without a length");
  return head + 4 + static_cast<std::size_t>(body);
}

class Rush {
 public:
  Rush(int port, std::string event, std::uint64_t students, std::size_t connections)
      : port_(port), event_(std::move(event)), students_(students), connections_(connections) {
    epoll_ = ::epoll_create1(0);
    for (Connection& each : connections_) {
      each.socket = connect_to(port);
      epoll_event what{.events = EPOLLIN, .data = {.ptr = &each}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, each.socket, &what);
    }
  }
  ~Rush() {
    for (const Connection& each : connections_) ::close(each.socket);
    ::close(epoll_);
  }
  Rush(const Rush&) = delete;
  Rush& operator=(const Rush&) = delete;

  void run() {
    start_ = now();
    for (Connection& each : connections_) ask(each);
    std::vector<epoll_event> found(connections_.size());
    while (waiting_ > 0) {
      const int count =
          ::epoll_wait(epoll_, found.data(), static_cast<int>(found.size()), kLongestSilenceMs);
      if (count <= 0) break;  // the waiting requests got no answer
      for (int i = 0; i < count; ++i) {
        hear(*static_cast<Connection*>(found[static_cast<std::size_t>(i)].data.ptr));
      }
    }
  }

  void print() {
    std::sort(times_.begin(), times_.end());
    const auto percentile = [&](std::size_t percent) {
      return times_.empty() ? 0 : times_[times_.size() * percent / 100];
    };
    std::printf(
        "{\"asked\": %llu, \"answered\": %zu, \"confirmed\": %zu, \"seats\": %zu, \"full\": %zu, "
        "\"errors\": %llu, \"seconds\": %.3f, \"p50_ms\": %.2f, \"p99_ms\": %.2f}\n",
        static_cast<unsigned long long>(asked_), times_.size(), confirmed_, seats_.size(), full_,
        static_cast<unsigned long long>(asked_ - confirmed_ - full_), last_ - start_,
        percentile(50), percentile(99));
  }

 private:
  void ask(Connection& connection) {
    if (asked_ == students_) return;
    const std::string student = roll(asked_++);
    const std::string body = "{\"event\":\"" + event_ + "\",\"roll\":\"" + student +
                             "\",\"student\":{\"roll\":\"" + student + "\",\"name\":\"Student " +
                             student + "\"}}";
    const std::string request =
        "POST /api/registrations HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
        "\r\nContent-Type: application/json\r\nIdempotency-Key: " + student +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    connection.asked_at = now();
    connection.waits = true;
    ++waiting_;
    // It is much shorter than what a socket accepts at once.
    if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      lose(connection);
    }
  }

  void hear(Connection& connection) {
    char buffer[16 * 1024];
    const ssize_t got = ::recv(connection.socket, buffer, sizeof buffer, 0);
    if (got <= 0) {
      lose(connection);
      return;
    }
    connection.received.append(buffer, static_cast<std::size_t>(got));
    const std::size_t size = length(connection.received);
    if (size == 0 || size > connection.received.size()) return;
    count(connection.received);
    last_ = now();
    times_.push_back((last_ - connection.asked_at) * 1000);
    connection.received.erase(0, size);
    connection.waits = false;
    --waiting_;
    ask(connection);
  }

  // The connection is closed: its request gets no answer, and it sends no more.
  void lose(Connection& connection) {
    ::epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.socket, nullptr);
    if (connection.waits) --waiting_;
  }

  void count(std::string_view answer) {
    if (answer.starts_with("HTTP/1.1 201") &&
        answer.find("\"outcome\":\"confirmed\"") != std::string_view::npos) {
      ++confirmed_;
      seats_.insert(number_after(answer, "\"seat\":"));
    } else if (answer.starts_with("HTTP/1.1 409") &&
               answer.find("\"reason\":\"event_full\"") != std::string_view::npos) {
      ++full_;
    }
  }

  const int port_;
  const std::string event_;
  const std::uint64_t students_;
  std::vector<Connection> connections_;
  int epoll_ = -1;

  std::uint64_t asked_ = 0;
  std::size_t waiting_ = 0;  // connections
  std::size_t confirmed_ = 0;
  std::size_t full_ = 0;
  std::set<long> seats_;  // seats given: one that is given twice makes the set smaller
  double start_ = 0;
  double last_ = 0;            // answer
  std::vector<double> times_;  // of the answers, ms
};

}  // namespace
}  // namespace lastseat::bench

int main(int count, char** words) {
  if (count != 5) {
    std::fprintf(stderr, "usage: bench_rush PORT EVENT STUDENTS CONNECTIONS\n");
    return 2;
  }
  try {
    lastseat::bench::Rush rush(std::stoi(words[1]), words[2], std::stoull(words[3]),
                               std::stoull(words[4]));
    rush.run();
    rush.print();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_rush: %s\n", error.what());
    return 1;
  }
}
