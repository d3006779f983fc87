#include "support/crash_vfs.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace lastseat::test;

namespace {

constexpr std::uint64_t kSeeds = 400;
constexpr const char* kPath = "/fest/file";
constexpr int kJournal = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL;
constexpr int kDatabase = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB;

// A file as SQLite would use it.
class Opened {
 public:
  explicit Opened(CrashVfs& vfs, const char* path = kPath, int flags = kJournal)
      : memory_(static_cast<std::size_t>(sqlite3_vfs_find(vfs.name().c_str())->szOsFile)) {
    sqlite3_vfs* below = sqlite3_vfs_find(vfs.name().c_str());
    code = below->xOpen(below, path, file(), flags, nullptr);
  }
  ~Opened() {
    if (file()->pMethods != nullptr) file()->pMethods->xClose(file());
  }
  Opened(const Opened&) = delete;
  Opened& operator=(const Opened&) = delete;

  int write(const std::string& bytes, sqlite3_int64 offset) {
    return file()->pMethods->xWrite(file(), bytes.data(), static_cast<int>(bytes.size()), offset);
  }
  int sync() { return file()->pMethods->xSync(file(), SQLITE_SYNC_FULL); }
  int truncate(sqlite3_int64 size) { return file()->pMethods->xTruncate(file(), size); }
  int lock(int level) { return file()->pMethods->xLock(file(), level); }
  int unlock(int level) { return file()->pMethods->xUnlock(file(), level); }

  int code = SQLITE_OK;

 private:
  sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }
  std::vector<char> memory_;
};

// All contents of the file that power cuts may leave.
std::set<std::string> remains(CrashVfs& vfs) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    found.insert(vfs.disk().after_power_cut(seed).read(kPath));
  }
  return found;
}

}  // namespace

TEST_CASE("crash_vfs: what was synced is there after every power cut, with its name") {
  CrashVfs vfs("crash-synced");
  Opened file(vfs);
  file.write("synced", 0);
  CHECK(file.sync() == SQLITE_OK);
  CHECK(remains(vfs) == std::set<std::string>{"synced"});
}

TEST_CASE("crash_vfs: what was not synced may be there or not, and so may the file itself") {
  CrashVfs vfs("crash-unsynced");
  Opened file(vfs);
  file.write("new", 0);
  const std::set<std::string> found = remains(vfs);
  CHECK(found.contains("new"));
  CHECK(found.contains(""));
  CHECK(vfs.disk().read(kPath) == "new");  // a kill alone loses nothing
}

TEST_CASE("crash_vfs: a new database's name needs the sync of a journal beside it") {
  CrashVfs vfs("crash-names");
  Opened database(vfs, kPath, kDatabase);
  database.write("d", 0);
  database.sync();
  CHECK(remains(vfs) == std::set<std::string>{"d", ""});
  Opened journal(vfs, "/fest/file-wal");
  journal.sync();
  CHECK(remains(vfs) == std::set<std::string>{"d"});
}

TEST_CASE("crash_vfs: a later write may survive without an earlier one, also in another file") {
  CrashVfs vfs("crash-order");
  Opened file(vfs);
  Opened other(vfs, "/fest/other");
  file.write(std::string(1024, '-'), 0);
  file.sync();
  other.write(std::string(1, '-'), 0);
  other.sync();
  file.write(std::string(512, 'a'), 0);
  other.write("o", 0);
  file.write(std::string(512, 'b'), 512);
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const Disk after = vfs.disk().after_power_cut(seed);
    const std::string content = after.read(kPath);
    found.insert({content[0], after.read("/fest/other")[0], content[512]});
  }
  for (const char* each : {"---", "ao-", "aob", "--b", "-ob", "a--", "-o-", "a-b"}) {
    CAPTURE(each);
    CHECK(found.contains(each));
  }
}

TEST_CASE("crash_vfs: a write is torn at a sector boundary, or corrupts its block") {
  CrashVfs vfs("crash-torn");
  Opened file(vfs);
  const std::string before(8192, '-');
  file.write(before, 0);
  file.sync();
  file.write(std::string(1024, 'n'), 1024);
  bool torn = false;
  bool corrupt_neighbour = false;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::string content = vfs.disk().after_power_cut(seed).read(kPath);
    REQUIRE(content.size() == before.size());
    torn |= content.substr(1024, 512) == std::string(512, 'n') && content[1536] == '-';
    corrupt_neighbour |= content[0] != '-';
    CHECK(content.substr(4096) == before.substr(4096));  // the next block is safe
  }
  CHECK(torn);
  CHECK(corrupt_neighbour);
}

// As a commit's frames are written: see store/sqlite/wal_frames.h.
TEST_CASE("crash_vfs: of a long write, any sectors are kept or lost, or it ends in its middle") {
  CrashVfs vfs("crash-long");
  Opened file(vfs);
  constexpr std::size_t kLong = 64 * 1024;
  file.write(std::string(kLong, '-'), 0);
  file.sync();
  file.write(std::string(kLong, 'n'), 0);
  std::set<std::size_t> ends;
  int scattered = 0;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    const std::string content = vfs.disk().after_power_cut(seed).read(kPath);
    const std::size_t end = content.find_first_not_of('n');
    if (end == std::string::npos || end == 0) continue;
    CHECK(end % Disk::kSector == 0);
    const bool rest_is_lost = content.find_first_not_of('-', end) == std::string::npos;
    if (rest_is_lost) ends.insert(end);
    scattered += !rest_is_lost;
  }
  CHECK(ends.size() >= 10);
  CHECK(scattered >= 10);
}

TEST_CASE("crash_vfs: a write that fails may have written its beginning, also on a full disk") {
  for (const int code : {SQLITE_IOERR_WRITE, SQLITE_FULL}) {
    std::set<std::size_t> written;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      CrashVfs vfs("crash-part");
      vfs.seed(seed);
      Opened file(vfs);
      if (code == SQLITE_FULL) vfs.leave_space(3000);
      if (code != SQLITE_FULL) vfs.fail(CrashVfs::write, code);
      CHECK(file.write(std::string(4096, 'w'), 0) == code);
      written.insert(vfs.disk().read(kPath).size());
    }
    CHECK(written.contains(0));
    CHECK(written.size() >= 10);
    CHECK(*written.rbegin() <= (code == SQLITE_FULL ? 3000U : 4095U));
  }
}

TEST_CASE("crash_vfs: a truncation may be there or not, and a longer file may have a hole") {
  CrashVfs vfs("crash-truncated");
  Opened file(vfs);
  file.write("1234", 0);
  file.sync();
  file.truncate(2);
  CHECK(remains(vfs) == std::set<std::string>{"12", "1234"});
  file.sync();
  CHECK(remains(vfs) == std::set<std::string>{"12"});
  file.write("34", 2);
  CHECK(remains(vfs).contains(std::string("12\0\0", 4)));
}

TEST_CASE("crash_vfs: after a failed sync the cache is clean, and the next sync saves nothing") {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    CrashVfs vfs("crash-failed-sync");
    vfs.seed(seed);
    Opened file(vfs);
    file.sync();
    file.write("w", 0);
    vfs.fail(CrashVfs::sync, SQLITE_IOERR_FSYNC, 0, 1);
    CHECK(file.sync() == SQLITE_IOERR_FSYNC);
    CHECK(file.sync() == SQLITE_OK);
    CHECK(vfs.disk().read(kPath) == "w");
    for (const std::string& content : remains(vfs)) found.insert(content);
  }
  CHECK(found == std::set<std::string>{"", "w"});
}

TEST_CASE("crash_vfs: a disk that lies returns OK and saves nothing") {
  CrashVfs vfs("crash-lies");
  vfs.lie(CrashVfs::Lie::all);
  Opened file(vfs);
  file.write("w", 0);
  CHECK(file.sync() == SQLITE_OK);
  CHECK(remains(vfs).contains(""));
}

TEST_CASE("crash_vfs: cut off before a change or after it, and everything fails until a restart") {
  for (const bool after : {false, true}) {
    CrashVfs vfs("crash-cut");
    Opened file(vfs);
    file.sync();
    file.write("w", 0);
    vfs.cut_off(0, after ? CrashVfs::Moment::after : CrashVfs::Moment::before);
    CHECK(file.sync() != SQLITE_OK);
    CHECK(vfs.is_cut_off());
    CHECK(file.write("x", 1) != SQLITE_OK);
    CHECK(Opened(vfs).code != SQLITE_OK);
    CHECK(remains(vfs).contains("") == !after);
    CHECK(remains(vfs).contains("w"));
    vfs.restart(vfs.disk().after_power_cut(1));
    CHECK(file.sync() != SQLITE_OK);  // it was opened before the restart
    CHECK(Opened(vfs).code == SQLITE_OK);
  }
}

TEST_CASE("crash_vfs: a full disk accepts writes within a file, and none that makes it longer") {
  CrashVfs vfs("crash-full");
  Opened file(vfs);
  file.write("1234", 0);
  vfs.leave_space(5);
  CHECK(file.write("abcd", 0) == SQLITE_OK);
  CHECK(file.write("5", 4) == SQLITE_OK);
  CHECK(file.write("6", 5) == SQLITE_FULL);
  CHECK(vfs.disk().read(kPath) == "abcd5");
}

TEST_CASE("crash_vfs: locks exclude one another as SQLite asks") {
  CrashVfs vfs("crash-locks");
  Opened a(vfs, kPath, kDatabase);
  Opened b(vfs, kPath, kDatabase);
  CHECK(a.lock(SQLITE_LOCK_SHARED) == SQLITE_OK);
  CHECK(b.lock(SQLITE_LOCK_SHARED) == SQLITE_OK);
  CHECK(a.lock(SQLITE_LOCK_RESERVED) == SQLITE_OK);
  CHECK(b.lock(SQLITE_LOCK_RESERVED) == SQLITE_BUSY);
  CHECK(a.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_BUSY);
  CHECK(b.unlock(SQLITE_LOCK_NONE) == SQLITE_OK);
  CHECK(b.lock(SQLITE_LOCK_SHARED) == SQLITE_BUSY);  // the other is about to write
  CHECK(a.lock(SQLITE_LOCK_EXCLUSIVE) == SQLITE_OK);
  CHECK(a.unlock(SQLITE_LOCK_NONE) == SQLITE_OK);
  CHECK(b.lock(SQLITE_LOCK_SHARED) == SQLITE_OK);
}
