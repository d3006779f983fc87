// A USB stick: exFAT on a loop image, served by exfat-fuse's own process, which pull() kills. What
// had been written and not flushed by then may be lost, as on the real thing: put_back() mounts a
// copy of the image from that moment. Needs root, FUSE, loop devices, exfat-fuse and exfatprogs;
// where they are missing, problem() says what went wrong.
#pragma once

#include <memory>
#include <string>

#include "support/process.h"

namespace lastseat::test {

class Stick {
 public:
  Stick();  // made, and plugged in
  ~Stick();
  Stick(const Stick&) = delete;
  Stick& operator=(const Stick&) = delete;

  static constexpr const char* kNeeds = "root, FUSE, exfat-fuse and exfatprogs";

  const std::string& problem() const { return problem_; }  // empty: it works
  std::filesystem::path path() const { return folder_ / "mnt"; }

  void pull();
  void put_back();  // mended first, as a system would

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
