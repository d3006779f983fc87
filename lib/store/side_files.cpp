#include "store/side_files.h"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <system_error>
#include <vector>

#include "platform/file.h"
#include "store/prepared.h"

namespace lastseat {
namespace {

using Replace = int (*)(sqlite3_vfs*, const char* from, const char* to);

void expect_ok(int code, const std::string& what) {
  if (code != SQLITE_OK) fail(code, what);
}

class File {
 public:
  File(sqlite3_vfs* vfs, const std::string& path, int flags)
      : path_(path + '\0'), memory_(static_cast<std::size_t>(vfs->szOsFile)) {
    const int code = vfs->xOpen(vfs, path_.c_str(), get(), flags, nullptr);
    if (code == SQLITE_OK) return;
    close();
    fail(code, path + " cannot be opened");
  }
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // As long as it is open. False when somebody else has it open.
  bool lock() {
    for (const int level : {SQLITE_LOCK_SHARED, SQLITE_LOCK_EXCLUSIVE}) {
      const int code = get()->pMethods->xLock(get(), level);
      if ((code & 0xFF) == SQLITE_BUSY) return false;
      expect_ok(code, "the database cannot be locked");
    }
    return true;
  }

  // Afterwards this file is what `from` is, on the disk.
  void copy(File& from) {
    std::array<char, 64 * 1024> piece;
    sqlite3_int64 size = 0;
    expect_ok(from.get()->pMethods->xFileSize(from.get(), &size), "the WAL has no size");
    for (sqlite3_int64 at = 0; at < size;) {
      const auto most = static_cast<sqlite3_int64>(piece.size());
      const int amount = static_cast<int>(std::min(most, size - at));
      expect_ok(from.get()->pMethods->xRead(from.get(), piece.data(), amount, at),
                "the WAL cannot be read");
      expect_ok(get()->pMethods->xWrite(get(), piece.data(), amount, at),
                "the WAL cannot be written anew");
      at += amount;
    }
    // One that a crash has left behind may have been longer.
    expect_ok(get()->pMethods->xTruncate(get(), size), "the WAL cannot be written anew");
    expect_ok(get()->pMethods->xSync(get(), SQLITE_SYNC_NORMAL), "the WAL cannot be flushed");
  }

 private:
  sqlite3_file* get() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
  void close() {
    if (!get()->pMethods) return;
    get()->pMethods->xUnlock(get(), SQLITE_LOCK_NONE);
    get()->pMethods->xClose(get());
  }

  const std::string path_;  // the VFS keeps a pointer to it, and looks behind its end
  std::vector<std::max_align_t> memory_;
};

void replace(sqlite3_vfs* vfs, const std::string& from, const std::string& to) {
  const auto own = vfs->iVersion >= 3 && vfs->xGetSystemCall
                       ? reinterpret_cast<Replace>(vfs->xGetSystemCall(vfs, kReplaceCall))
                       : nullptr;
  if (own) {
    expect_ok(own(vfs, from.c_str(), to.c_str()), "the WAL cannot be replaced");
    return;
  }
  try {
    const std::filesystem::path target = std::filesystem::u8path(to);
    platform::replace(std::filesystem::u8path(from), target);
    platform::flush_folder(target.parent_path());
  } catch (const std::system_error& error) {
    throw StorageError(StorageError::Kind::unknown, error.what());
  }
}

bool has_content(sqlite3_vfs* vfs, const std::string& path) {
  int has = 0;
  expect_ok(vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &has), "a file is out of reach");
  return has != 0;
}

sqlite3_vfs* vfs_of(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (!vfs) throw StorageError(StorageError::Kind::bug, "there is no VFS " + options.vfs);
  return vfs;
}

std::string full_path(sqlite3_vfs* vfs, const std::filesystem::path& path) {
  const std::u8string given = path.generic_u8string();
  std::string full(static_cast<std::size_t>(vfs->mxPathname) + 1, '\0');
  const int code = vfs->xFullPathname(vfs, reinterpret_cast<const char*>(given.c_str()),
                                      vfs->mxPathname, full.data());
  if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK) fail(code, "the path cannot be used");
  return full.c_str();
}

}  // namespace

void renew_wal(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = vfs_of(options);
  const std::string path = full_path(vfs, options.path);
  const std::string wal = path + "-wal";
  if (!has_content(vfs, path) || !has_content(vfs, wal)) return;
  File database(vfs, path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB);
  if (!database.lock()) return;
  // A name that the next start would clear away.
  const std::string anew = path.substr(0, path.find_last_of("/\\") + 1) + ".lastseat-wal.tmp";
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL;
  try {
    File from(vfs, wal, kFlags);
    File(vfs, anew, kFlags | SQLITE_OPEN_CREATE).copy(from);
  } catch (const StorageError&) {
    vfs->xDelete(vfs, anew.c_str(), 0);
    throw;
  }
  replace(vfs, anew, wal);
}

void forget_spent_journal(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = vfs_of(options);
  const std::string journal = full_path(vfs, options.path) + "-journal";
  if (has_content(vfs, journal)) return;  // SQLite's, to be played back
  const int code = vfs->xDelete(vfs, journal.c_str(), 1);
  if (code != SQLITE_IOERR_DELETE_NOENT) expect_ok(code, "the spent journal cannot be removed");
}

}  // namespace lastseat
