// A USB stick: exFAT on a loop image, served by exfat-fuse's own process, which pull() kills. What
// was written but not flushed by then may be lost, as on a real stick: put_back() mounts a copy of
// the image as it was then. Needs root, FUSE, loop devices, exfat-fuse and exfatprogs; otherwise
// problem() says what failed.
#pragma once

#include <memory>
#include <string>

#include "support/process.h"

namespace lastseat::test {

class Stick {
 public:
  Stick();  // formatted and plugged in
  ~Stick();
  Stick(const Stick&) = delete;
  Stick& operator=(const Stick&) = delete;

  static constexpr const char* kNeeds = "root, FUSE, exfat-fuse and exfatprogs";

  const std::string& problem() const { return problem_; }  // empty: it is mounted
  std::filesystem::path path() const { return folder_ / "mnt"; }

  void pull();
  void put_back();  // repaired first, as a desktop system does

 private:
  std::filesystem::path image() const;
  bool command(std::vector<std::string> words, std::string* out = nullptr);
  bool plug_in();
  void let_go();

  TemporaryFolder folder_;
  int number_ = 0;  // of the image
  std::string device_;
  std::unique_ptr<Process> daemon_;
  std::string problem_;
};

}  // namespace lastseat::test
