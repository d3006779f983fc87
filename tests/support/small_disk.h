// A small disk in memory. Only root may mount one; otherwise problem() says why it is not mounted.
#pragma once

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "support/temporary_folder.h"

namespace lastseat::test {

class SmallDisk {
 public:
  explicit SmallDisk(const std::string& size) {
    const std::string options = "size=" + size;
    if (::mount("lastseat-test", path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()))
      problem_ = std::strerror(errno);
  }
  ~SmallDisk() {
    if (problem_.empty()) ::umount2(path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  static constexpr const char* kNeeds = "root";

  const std::string& problem() const { return problem_; }  // empty: it is mounted
  const std::filesystem::path& path() const { return folder_.path(); }

  // Fills it to the last byte.
  void fill() const {
    const int file = ::open(ballast().c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    std::vector<char> bytes(64 * 1024);
    while (!bytes.empty()) {
      if (::write(file, bytes.data(), bytes.size()) <= 0) bytes.resize(bytes.size() / 2);
    }
    ::close(file);
  }
  void empty() const { std::filesystem::remove(ballast()); }

 private:
  std::filesystem::path ballast() const { return path() / "ballast"; }

  TemporaryFolder folder_;
  std::string problem_;
};

}  // namespace lastseat::test
