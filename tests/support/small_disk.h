// A disk in memory that is soon full. Only root may mount one: is_mounted() says whether it is.
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
    if (is_mounted()) ::umount2(path().c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  bool is_mounted() const { return problem_.empty(); }
  const std::string& problem() const { return problem_; }
  const std::filesystem::path& path() const { return folder_.path(); }

  // To the last byte.
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
