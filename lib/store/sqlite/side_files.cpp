#include "store/sqlite/side_files.h"

#include <sqlite3.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "platform/file.h"
#include "store/sqlite/error.h"

namespace lastseat {
namespace {

using Replace = int (*)(sqlite3_vfs*, const char* from, const char* to);

// The layout of a WAL, from SQLite's file format.
constexpr std::size_t kWalHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr int kPageSizeAt = 8;     // in the WAL's header
constexpr int kSaltsAt = 16;       // in the WAL's header
constexpr int kFrameSaltsAt = 8;   // in a frame's header
constexpr std::size_t kSalts = 8;  // bytes
constexpr std::uint32_t kLargestPage = 65536;

void expect_ok(int code, Message what) {
  if (code != SQLITE_OK) fail(code, std::move(what));
}

class File {
 public:
  File(sqlite3_vfs* vfs, const std::string& path, int flags)
      : path_(sqlite3_create_filename(path.c_str(), "", "", 0, nullptr), sqlite3_free_filename),
        memory_(static_cast<std::size_t>(vfs->szOsFile)) {
    const int code = vfs->xOpen(vfs, path_.get(), get(), flags, &flags_);
    if (code == SQLITE_OK) return;
    close();
    fail(code, Message{"file.not_opened", {{"path", path}}});
  }
  ~File() { close(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  // Takes one lock after another, and keeps them until the file is closed. Returns false if another
  // connection holds one, or if the file is read-only.
  bool lock(std::initializer_list<int> levels) {
    if ((flags_ & SQLITE_OPEN_READONLY) != 0) return false;
    for (const int level : levels) {
      const int code = get()->pMethods->xLock(get(), level);
      if ((code & 0xFF) == SQLITE_BUSY) return false;
      expect_ok(code, Message{"file.not_locked"});
    }
    return true;
  }

  sqlite3_file* get() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

 private:
  void close() {
    if (!get()->pMethods) return;
    get()->pMethods->xUnlock(get(), SQLITE_LOCK_NONE);
    get()->pMethods->xClose(get());
  }

  // The VFS keeps a pointer to it, and reads beyond its end.
  const std::unique_ptr<const char, void (*)(sqlite3_filename)> path_;
  std::vector<std::max_align_t> memory_;
  int flags_ = 0;
};

std::uint32_t number_at(const char* bytes) {
  std::uint32_t number = 0;
  for (int i = 0; i < 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
  return number;
}

sqlite3_int64 size_of(sqlite3_file* file) {
  sqlite3_int64 size = 0;
  expect_ok(file->pMethods->xFileSize(file, &size), Message{"file.no_size"});
  return size;
}

void read(sqlite3_file* file, std::vector<char>& to, sqlite3_int64 at) {
  expect_ok(file->pMethods->xRead(file, to.data(), static_cast<int>(to.size()), at),
            Message{"file.not_read"});
}

void write(sqlite3_file* file, const std::vector<char>& from, sqlite3_int64 at) {
  expect_ok(file->pMethods->xWrite(file, from.data(), static_cast<int>(from.size()), at),
            Message{"file.not_written"});
}

void flush(sqlite3_file* file) {
  expect_ok(file->pMethods->xSync(file, SQLITE_SYNC_NORMAL), Message{"file.not_flushed"});
}

// Calls `use_header` with the WAL's header, and `use_frame` with each frame that has its salts.
// Frames with older salts may follow; SQLite does not read them. Returns where the frames with its
// salts end.
template <class UseHeader, class UseFrame>
sqlite3_int64 each_frame(sqlite3_file* wal, UseHeader&& use_header, UseFrame&& use_frame) {
  const sqlite3_int64 size = size_of(wal);
  if (size < static_cast<sqlite3_int64>(kWalHeader)) return 0;
  std::vector<char> header(kWalHeader);
  read(wal, header, 0);
  use_header(header);
  sqlite3_int64 at = kWalHeader;
  const std::uint32_t page = number_at(header.data() + kPageSizeAt);
  if (page == 0 || page > kLargestPage) return at;
  std::vector<char> frame(kFrameHeader + page);
  const auto amount = static_cast<sqlite3_int64>(frame.size());
  for (; at + amount <= size; at += amount) {
    read(wal, frame, at);
    if (std::memcmp(frame.data() + kFrameSaltsAt, header.data() + kSaltsAt, kSalts) != 0) break;
    use_frame(frame, at);
  }
  return at;
}

void copy_wal(sqlite3_file* from, sqlite3_file* to) {
  const sqlite3_int64 end = each_frame(
      from, [&](const std::vector<char>& header) { write(to, header, 0); },
      [&](const std::vector<char>& frame, sqlite3_int64 at) { write(to, frame, at); });
  // A crash may have left a longer file here.
  expect_ok(to->pMethods->xTruncate(to, end), Message{"wal.not_truncated"});
  flush(to);
}

void replace(sqlite3_vfs* vfs, const std::string& from, const std::string& to) {
  const auto own = vfs->iVersion >= 3 && vfs->xGetSystemCall
                       ? reinterpret_cast<Replace>(vfs->xGetSystemCall(vfs, kReplaceCall))
                       : nullptr;
  if (own) {
    expect_ok(own(vfs, from.c_str(), to.c_str()), Message{"wal.not_replaced"});
    return;
  }
  try {
    const auto path = [](const std::string& text) {
      return std::filesystem::path(std::u8string(text.begin(), text.end()));
    };
    platform::replace(path(from), path(to));
    platform::flush_folder(path(to).parent_path());
  } catch (const std::system_error& error) {
    throw StorageError(StorageError::Kind::unknown, message_of(error));
  }
}

// Whether the file exists and is not empty: for SQLite's xAccess, an empty file does not exist.
bool has_content(sqlite3_vfs* vfs, const std::string& path) {
  int has = 0;
  expect_ok(vfs->xAccess(vfs, path.c_str(), SQLITE_ACCESS_EXISTS, &has),
            Message{"file.not_reached"});
  return has != 0;
}

// Whether SQLite would roll this journal back. It empties a spent journal, or, if another program
// asked for journal_mode=PERSIST, writes zeros over its header.
bool is_needed(sqlite3_vfs* vfs, const std::string& journal) {
  if (!has_content(vfs, journal)) return false;
  File file(vfs, journal, SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_JOURNAL);
  std::vector<char> first(1);
  read(file.get(), first, 0);
  return first.front() != 0;
}

sqlite3_vfs* vfs_of(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = sqlite3_vfs_find(options.vfs.empty() ? nullptr : options.vfs.c_str());
  if (!vfs) {
    throw StorageError(StorageError::Kind::bug, Message{"sqlite.no_vfs", {{"name", options.vfs}}});
  }
  return vfs;
}

std::string full_path(sqlite3_vfs* vfs, const std::filesystem::path& path) {
  const std::u8string given = path.generic_u8string();
  std::string full(static_cast<std::size_t>(vfs->mxPathname) + 1, '\0');
  const int code = vfs->xFullPathname(vfs, reinterpret_cast<const char*>(given.c_str()),
                                      vfs->mxPathname, full.data());
  if (code != SQLITE_OK && code != SQLITE_OK_SYMLINK) fail(code, Message{"file.bad_path"});
  full.resize(full.find('\0'));
  return full;
}

constexpr int kDatabase = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB;
constexpr int kWal = SQLITE_OPEN_READWRITE | SQLITE_OPEN_WAL;

}  // namespace

bool was_left_open(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = vfs_of(options);
  const std::string path = full_path(vfs, options.path);
  return has_content(vfs, path + "-wal") || is_needed(vfs, path + "-journal");
}

void renew_wal(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = vfs_of(options);
  const std::string path = full_path(vfs, options.path);
  const std::string wal = path + "-wal";
  if (!has_content(vfs, path) || !has_content(vfs, wal)) return;
  File database(vfs, path, kDatabase);
  if (!database.lock({SQLITE_LOCK_SHARED, SQLITE_LOCK_EXCLUSIVE})) return;
  const std::string anew = wal + "-new";  // SQLite gives it the owner and permissions of the WAL
  try {
    File from(vfs, wal, kWal);
    File to(vfs, anew, kWal | SQLITE_OPEN_CREATE);
    copy_wal(from.get(), to.get());
  } catch (const StorageError&) {
    vfs->xDelete(vfs, anew.c_str(), 0);
    throw;
  }
  replace(vfs, anew, wal);
}

void write_moved_pages_again(sqlite3_file* database, sqlite3_file* wal, int frames) {
  std::set<std::uint32_t> numbers;
  std::vector<char> page;
  each_frame(
      wal, [](const std::vector<char>&) {},
      [&](const std::vector<char>& frame, sqlite3_int64) {
        if (frames-- <= 0) return;
        numbers.insert(number_at(frame.data()));
        page.resize(frame.size() - kFrameHeader);
      });
  for (const std::uint32_t number : numbers) {
    const auto at = static_cast<sqlite3_int64>(page.size()) * (number - 1);
    const int code =
        database->pMethods->xRead(database, page.data(), static_cast<int>(page.size()), at);
    if (code == SQLITE_IOERR_DATA) continue;  // torn by a later checkpoint, which is repeated
    expect_ok(code, Message{"file.not_read"});
    write(database, page, at);
  }
  flush(database);
}

void forget_spent_journal(const DatabaseOptions& options) {
  sqlite3_vfs* vfs = vfs_of(options);
  const std::string path = full_path(vfs, options.path);
  if (!has_content(vfs, path)) return;
  File database(vfs, path, kDatabase);
  if (!database.lock({SQLITE_LOCK_SHARED, SQLITE_LOCK_RESERVED})) return;
  if (is_needed(vfs, path + "-journal")) return;  // SQLite will roll it back
  const int code = vfs->xDelete(vfs, (path + "-journal").c_str(), 1);
  if (code != SQLITE_IOERR_DELETE_NOENT) expect_ok(code, Message{"file.journal_stays"});
}

}  // namespace lastseat
