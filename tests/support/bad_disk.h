// A disk whose flushes fail or are slow on request, for a program that is started with
// environment(). It must outlive that program.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <limits>
#include <new>
#include <string>

#include "support/bad_disk_orders.h"
#include "support/process.h"

namespace lastseat::test {

class BadDisk {
 public:
  static constexpr int kForEver = std::numeric_limits<int>::max();

  BadDisk() {
    write_text(file(), std::string(sizeof(BadDiskOrders), '\0'));
    const int descriptor = ::open(file().c_str(), O_RDWR | O_CLOEXEC);
    void* memory =
        ::mmap(nullptr, sizeof(BadDiskOrders), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    if (memory == MAP_FAILED) throw std::runtime_error("no shared memory");
    orders_ = static_cast<BadDiskOrders*>(memory);
  }
  ~BadDisk() { ::munmap(orders_, sizeof(BadDiskOrders)); }
  BadDisk(const BadDisk&) = delete;
  BadDisk& operator=(const BadDisk&) = delete;

  // AddressSanitizer insists on being loaded first, unless this option is set.
  Environment environment() const {
    const char* options = std::getenv("ASAN_OPTIONS");
    return {{"LD_PRELOAD", LASTSEAT_BAD_DISK_LIBRARY},
            {"LASTSEAT_BAD_DISK", file().string()},
            {"ASAN_OPTIONS", std::string(options ? options : "") + ":verify_asan_link_order=0"}};
  }

  void fail(int times, int error = EIO) {
    orders_->error = error;
    orders_->failures = times;
  }
  void stall(std::chrono::milliseconds delay) {
    orders_->delay_ms = static_cast<int>(delay.count());
  }
  void heal() {
    orders_->failures = 0;
    orders_->delay_ms = 0;
  }
  int flushes() const { return orders_->flushes; }

 private:
  std::filesystem::path file() const { return folder_ / "orders"; }

  TemporaryFolder folder_;
  BadDiskOrders* orders_ = nullptr;
};

}  // namespace lastseat::test
