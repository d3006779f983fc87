#include "support/stick.h"

#include <sys/mount.h>
#include <sys/stat.h>

#include <thread>

namespace lastseat::test {
namespace {

constexpr std::uintmax_t kBytes = 32 * 1024 * 1024;
const Environment kTools{{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}};

dev_t disk_of(const std::filesystem::path& folder) {
  struct stat status {};
  return ::stat(folder.c_str(), &status) == 0 ? status.st_dev : 0;
}

}  // namespace

Stick::Stick() {
  std::filesystem::create_directory(path());
  write_text(image(), "");
  std::filesystem::resize_file(image(), kBytes);
  if (command({"mkfs.exfat", image().string()})) plug_in();
}

Stick::~Stick() {
  if (daemon_) pull();
}

void Stick::pull() {
  daemon_->signal(SIGKILL);
  daemon_->wait();
  const auto left = image();
  ++number_;
  std::filesystem::copy_file(left, image());  // without data that is only in the device's cache
  let_go();
  std::filesystem::remove(left);
}

void Stick::put_back() {
  command({"fsck.exfat", "-y", image().string()});
  problem_.clear();  // fsck fails when it had something to repair
  plug_in();
}

std::filesystem::path Stick::image() const {
  return folder_ / ("image-" + std::to_string(number_));
}

// Both take effect when the program under test, which has files open on it, ends.
void Stick::let_go() {
  ::umount2(path().c_str(), MNT_DETACH);
  command({"losetup", "--detach", device_});
  daemon_.reset();
}

bool Stick::plug_in() {
  if (!command({"losetup", "--find", "--show", image().string()}, &device_)) return false;
  device_.erase(device_.find_last_not_of('\n') + 1);
  const dev_t before = disk_of(path());
  // -d: it stays our child process.
  daemon_ = std::make_unique<Process>(
      std::vector<std::string>{"/usr/bin/env", "mount.exfat-fuse", "-d", device_, path().string()},
      kTools);
  for (int i = 0; i < 1000 && daemon_->runs(); ++i) {
    const dev_t now = disk_of(path());
    if (now != 0 && now != before) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  problem_ = "mount.exfat-fuse: " + daemon_->err();
  let_go();
  return false;
}

bool Stick::command(std::vector<std::string> words, std::string* out) {
  const std::string name = words.front();
  words.insert(words.begin(), "/usr/bin/env");
  const Finished done = run(std::move(words), kTools);
  if (out) *out = done.out;
  if (done.code != 0) problem_ = name + ": " + done.err + done.out;
  return done.code == 0;
}

}  // namespace lastseat::test
