// Preloaded into the program: accept4() fails now and then, for temporary reasons that a test
// cannot cause in another way. For ECONNABORTED it accepts and drops the connection, as the system
// does.
#include <dlfcn.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

extern "C" int accept4(int socket, sockaddr* address, socklen_t* size, int flags) {
  using Accept = int (*)(int, sockaddr*, socklen_t*, int);
  static const auto real = reinterpret_cast<Accept>(::dlsym(RTLD_NEXT, "accept4"));
  static std::atomic<unsigned> calls = 0;
  constexpr int kErrors[]{ECONNABORTED, ENFILE, EMFILE, EINTR, ENOBUFS, ENOMEM, EPROTO};
  constexpr unsigned kEvery = 7;
  const unsigned call = ++calls;
  if (call % kEvery != 0) return real(socket, address, size, flags);
  const int error = kErrors[call / kEvery % (sizeof kErrors / sizeof *kErrors)];
  if (error == ECONNABORTED) {
    const int taken = real(socket, address, size, flags);
    if (taken >= 0) ::close(taken);
  }
  errno = error;
  return -1;
}
