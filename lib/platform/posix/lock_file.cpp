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
  lock.say("");
  return lock;
}

std::string LockFile::said(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

// The file stays: removing it would let two processes lock two files of the same name.
LockFile::~LockFile() {
  if (!file_.is_open()) return;
  try {
    file_.truncate();
  } catch (const std::system_error&) {
    // The text is only a courtesy; the lock itself is released with the handle.
  }
}

void LockFile::say(std::string_view text) {
  file_.truncate();
  if (!text.empty()) file_.write(std::string(text) + "\n");
}

}  // namespace lastseat::platform
