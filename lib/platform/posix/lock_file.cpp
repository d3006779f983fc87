#include "platform/lock_file.h"

#include <sys/file.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

namespace lastseat::platform {

std::optional<LockFile> LockFile::take(const std::filesystem::path& path) {
  File file = File::open_lasting(path);
  // flock, not fcntl: an fcntl lock is lost when the process closes any other handle of the file.
  while (::flock(file.descriptor(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return std::nullopt;
    if (errno != EINTR) file.fail("cannot lock");
  }
  LockFile lock(std::move(file));
  char first = 0;
  lock.found_unfinished_ = lock.file_.read_at(0, &first, 1) == 1;
  lock.say("");
  lock.file_.flush();
  return lock;
}

std::string LockFile::said(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// The first line. The file is not emptied before it is written: a full disk, or a kill in between,
// must not make it look as if the holder were done. What is left of a longer text does not matter.
void LockFile::say(std::string_view text) { file_.write_at(0, std::string(text) + "\nat work\n"); }

// The file stays: removing it would let two processes lock two files of the same name.
void LockFile::done() noexcept {
  try {
    file_.truncate();
  } catch (const std::system_error&) {
    // The next holder will be more careful than necessary.
  }
}

}  // namespace lastseat::platform
