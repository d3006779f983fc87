// A client socket, for tests that send and receive exact bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace lastseat::test {

class Socket {
 public:
  explicit Socket(int port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  ~Socket() { ::close(socket_); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }
  // One whole answer, by its Content-Length, or what arrived before the end of the connection or
  // the timeout.
  std::string receive(std::chrono::milliseconds most = std::chrono::seconds(10)) {
    const auto until = std::chrono::steady_clock::now() + most;
    while (!whole()) {
      const auto left =
          std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
      pollfd what{socket_, POLLIN, 0};
      const int wait = static_cast<int>(std::max<std::int64_t>(0, left.count()));
      if (::poll(&what, 1, wait) <= 0) break;
      char buffer[16 * 1024];
      const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      pending_.append(buffer, static_cast<std::size_t>(got));
    }
    const std::size_t size = std::min(length(), pending_.size());
    std::string answer = pending_.substr(0, size);
    pending_.erase(0, size);
    return answer;
  }
  // Whether the other side closes the connection within that time.
  bool ended(std::chrono::milliseconds most) {
    pollfd what{socket_, POLLIN, 0};
    char byte = 0;
    return ::poll(&what, 1, static_cast<int>(most.count())) > 0 &&
           ::recv(socket_, &byte, 1, MSG_PEEK) <= 0;
  }

 private:
  std::size_t length() const {
    const std::size_t head = pending_.find("\r\n\r\n");
    if (head == std::string::npos) return std::string::npos;
    const std::size_t field = pending_.find("Content-Length: ");
    const std::size_t body = field < head ? std::stoul(pending_.substr(field + 16)) : 0;
    return head + 4 + body;
  }
  bool whole() const { return length() <= pending_.size(); }

  int socket_;
  bool connected_ = false;
  std::string pending_;
};

}  // namespace lastseat::test
