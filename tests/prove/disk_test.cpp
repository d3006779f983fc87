#include "prove/disk.h"

#include <doctest/doctest.h>

#include "support/temporary_folder.h"

using namespace lastseat::prove;
using lastseat::test::TemporaryFolder;

namespace {

std::string doubt(const std::string& type, double flush_ms, const std::string& options = "rw") {
  const auto doubt = doubt_about({.system = {type, options},
                                  .flushes = 100,
                                  .flush_ms = flush_ms,
                                  .flush_p99_ms = flush_ms,
                                  .write_ms = 0.003});
  return doubt ? lastseat::spelt(*doubt) : "";
}

}  // namespace

TEST_CASE("disk: an ordinary one is not doubted, one that flushes in no time is") {
  CHECK(doubt("ext4", 0.3) == "");
  CHECK(doubt("ext4", 0.021, "rw,relatime,barrier=1") == "");
  CHECK(doubt("", 12.0) == "");
  CHECK(doubt("fuseblk", 12.0) == "");  // NTFS on a real disk
  CHECK(doubt("ext4", 0.019).find("0.019 ms") != std::string::npos);
  // Slower than 20 microseconds, but faster than a copy in memory.
  CHECK(doubt_about({.system = {"ext4", ""}, .flush_ms = 0.04, .write_ms = 0.05}));
}

TEST_CASE("disk: memory, network and FAT are named, however long a flush takes") {
  for (const char* type : {"tmpfs", "nfs4", "cifs", "fuse.sshfs", "fuse.rclone", "9p", "vfat"}) {
    CAPTURE(type);
    CHECK(doubt(type, 5.0).find(type) != std::string::npos);
  }
  CHECK(doubt("ext4", 5.0, "rw,relatime,nobarrier").find("nobarrier") != std::string::npos);
  CHECK(doubt("ext4", 5.0, "rw,barrier=0,data=ordered").find("barrier=0") != std::string::npos);
}

TEST_CASE("disk: it is measured, and nothing is left behind") {
  const TemporaryFolder folder;
  const Disk disk = measured_disk(folder.path());
  CHECK(disk.flushes > 0);
  CHECK(disk.flush_ms > 0);
  CHECK(disk.flush_p99_ms >= disk.flush_ms);
  CHECK(disk.write_ms > 0);
  CHECK(disk.system.type != "");
  CHECK(lastseat::test::entries_in(folder.path()) == 0);
}
