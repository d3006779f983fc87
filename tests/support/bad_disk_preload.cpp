// Preloaded into the program: its fsync and fdatasync behave as the test asks through the file
// named by LASTSEAT_BAD_DISK. It is compiled without sanitizers and needs only the C library.

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <cerrno>
#include <cstdlib>
#include <ctime>

#include "support/bad_disk_orders.h"

namespace {

using lastseat::test::BadDiskOrders;

BadDiskOrders* orders = nullptr;

__attribute__((constructor)) void find_orders() {
  const char* name = std::getenv("LASTSEAT_BAD_DISK");
  const int file = name ? ::open(name, O_RDWR | O_CLOEXEC) : -1;
  if (file < 0) return;
  void* memory =
      ::mmap(nullptr, sizeof(BadDiskOrders), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  ::close(file);
  if (memory != MAP_FAILED) orders = static_cast<BadDiskOrders*>(memory);
}

int flush(long call, int file) {
  if (orders) {
    ++orders->flushes;
    const int delay = orders->delay_ms;
    timespec left{delay / 1000, (delay % 1000) * 1'000'000L};
    while (delay > 0 && ::nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    if (orders->failures > 0 && orders->failures.fetch_sub(1) > 0) {
      errno = orders->error;
      return -1;
    }
  }
  return static_cast<int>(::syscall(call, file));
}

}  // namespace

extern "C" int fsync(int file) { return flush(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return flush(SYS_fdatasync, file); }
