// Waits for many sockets at once. Each change of a socket is told once: whoever is told must read,
// or write, until the system has no more.
//
// One thread, except wake(). Does not own the sockets. One that is closed is forgotten.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace lastseat::platform {

// From now on no call that reads or writes this socket waits. False if the system refuses it.
bool never_waits(std::intptr_t socket);

class Poller {
 public:
  struct Event {
    void* about;  // as given to add()
    bool may_read;
    bool may_write;
    bool ended;  // the other side sends nothing more, or the connection failed
  };

  Poller();  // throws std::system_error
  ~Poller();
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  // The socket must never wait. False if the system has no room for it. `about` is not null.
  bool add(std::intptr_t socket, void* about);
  // What has changed; empty after that time, or after wake(). A negative time never ends.
  std::span<const Event> wait(std::chrono::milliseconds most);
  // Any thread: makes wait() return, now or the next time.
  void wake();

 private:
  const int poll_;
  const int wake_;
  std::vector<Event> events_;
};

}  // namespace lastseat::platform
