// The gathering of WAL frames, on a disk in memory that shows every write that reaches it: see
// support/crash_vfs.h. At every barrier of the WAL-index it is checked that the file has what the
// index is about to name. That is when other connections and other programs learn of a commit.
#include "store/sqlite/wal_frames.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "store/sqlite/checksum_vfs.h"
#include "store/sqlite/pass_through_vfs.h"
#include "support/crash_vfs.h"
#include "support/temporary_folder.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr const char* kPath = "/fest/lastseat.db";
constexpr std::size_t kWalHeader = 32;
constexpr std::size_t kFrameHeader = 24;
constexpr std::size_t kFrame = kFrameHeader + 4096;
constexpr std::array kModes{"OFF", "NORMAL", "FULL"};

std::uint32_t word(const char* at) {
  std::uint32_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

std::uint32_t big_endian(const char* at) {
  std::uint32_t value = 0;
  for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(at[i]);
  return value;
}

// A whole frame of this WAL: its salts, and its checksum, which goes on from the frame before.
bool is_sound(const std::string& wal, std::size_t frame, std::size_t page) {
  const std::size_t at = kWalHeader + (frame - 1) * (kFrameHeader + page);
  if (wal.size() < at + kFrameHeader + page) return false;
  const char* header = wal.data() + at;
  const char* before = frame == 1 ? wal.data() + 24 : header - page - kFrameHeader + 16;
  std::uint32_t sum = big_endian(before);
  std::uint32_t second = big_endian(before + 4);
  const auto add = [&](const char* from, std::size_t size) {
    for (const char* each = from; each < from + size; each += 8) {
      sum += word(each) + second;
      second += word(each + 4) + sum;
    }
  };
  add(header, 8);
  add(header + kFrameHeader, page);
  return std::memcmp(header + 8, wal.data() + 16, 8) == 0 && sum == big_endian(header + 16) &&
         second == big_endian(header + 20);
}

// The disk, and a layer over it that looks at the WAL-index. The layer under test is over both.
class WatchedDisk {
 public:
  struct Call {
    bool sync;
    std::size_t from;
    std::size_t to;
  };

  WatchedDisk() {
    vfs_ = {Functions::over(sqlite3_vfs_find(disk.name().c_str()), "watched"), this};
    sqlite3_vfs_register(&vfs_, 0);
    disk.watch([this](CrashVfs::Call call, CrashVfs::Moment moment) {
      if (moment == CrashVfs::Moment::after) note(call);
    });
  }
  ~WatchedDisk() { sqlite3_vfs_unregister(&vfs_); }
  WatchedDisk(const WatchedDisk&) = delete;
  WatchedDisk& operator=(const WatchedDisk&) = delete;

  std::string wal() { return disk.disk().read(std::string(kPath) + "-wal"); }
  // The writes and flushes of the WAL since the last call.
  std::vector<Call> calls() { return std::exchange(calls_, {}); }

  CrashVfs disk{"wal-disk"};
  int behind = 0;  // how often the index named a frame that the file did not have

 private:
  struct Registered : sqlite3_vfs {
    WatchedDisk* owner;
  };
  struct File {
    sqlite3_file base;
    WatchedDisk* owner;
  };
  struct Functions : PassThrough<Functions, File> {
    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
      if ((flags & SQLITE_OPEN_MAIN_DB) == 0) {
        return PassThrough::open(vfs, path, file, flags, out);
      }
      return open_file(vfs, path, file, flags, out, static_cast<Registered*>(vfs)->owner);
    }
    static void shm_barrier(sqlite3_file* file) {
      void volatile* region = nullptr;
      PassThrough::shm_map(file, 0, 32768, 0, &region);
      if (region)
        of(file).owner->look(const_cast<const char*>(static_cast<volatile char*>(region)));
      PassThrough::shm_barrier(file);
    }
  };

  // The second copy of the index's header is written before the barrier, the first after it.
  void look(const char* index) {
    const char* header = index + 48;
    const std::size_t last = word(header + 16);
    const std::size_t size = word(header + 12) >> 16;
    const std::size_t page = size == 1 ? 65536 : size;
    const std::string salts(header + 32, 8);
    if (std::exchange(salts_, salts) != salts) sound_ = 0;
    const std::string wal_now = last > sound_ ? wal() : "";
    for (; sound_ < last; ++sound_) behind += !is_sound(wal_now, sound_ + 1, page);
  }

  void note(CrashVfs::Call call) {
    const Disk& now = disk.disk();
    const auto name = now.seen_names.find(std::string(kPath) + "-wal");
    if (name == now.seen_names.end()) return;
    const std::vector<Disk::Change>& unsynced = now.files[name->second].unsynced;
    if (call == CrashVfs::sync && order_ > 0 && unsynced.empty()) {
      calls_.push_back({true, 0, 0});
      order_ = 0;
    }
    if (call != CrashVfs::write || unsynced.empty() || unsynced.back().order == order_) return;
    order_ = unsynced.back().order;
    const std::size_t from = unsynced.back().offset;
    calls_.push_back({false, from, from + unsynced.back().bytes.size()});
  }

  Registered vfs_{};
  std::vector<Call> calls_;
  std::uint64_t order_ = 0;
  std::string salts_;
  std::size_t sound_ = 0;  // frames with these salts that are known to be in the file
};

// A connection of ours, or, straight on the disk, one of another program.
class Connection {
 public:
  explicit Connection(const std::string& vfs, const std::string& path = kPath)
      : sqlite_(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE, 0, vfs) {}
  static Connection ours(const char* mode = "FULL", int page_size = 4096) {
    Connection connection(with_checksums("watched"));
    connection.prepare(mode, page_size);
    return connection;
  }

  void prepare(const char* mode, int page_size) {
    int room = kChecksumBytes;
    sqlite3_file_control(sqlite_.getHandle(), "main", SQLITE_FCNTL_RESERVE_BYTES, &room);
    run("PRAGMA page_size=" + std::to_string(page_size));
    run("PRAGMA journal_mode=wal");
    run(std::string("PRAGMA synchronous=") + mode);
    run("PRAGMA wal_autocheckpoint=0");
    run("CREATE TABLE IF NOT EXISTS a(id INTEGER PRIMARY KEY, text)");
    run("CREATE TABLE IF NOT EXISTS b(id INTEGER PRIMARY KEY, text)");
  }

  void run(const std::string& sql) {
    SQLite::Statement statement(sqlite_, sql);
    while (statement.executeStep()) {
    }
  }
  // SQLITE_OK or the error.
  int code_of(const std::string& sql) {
    try {
      run(sql);
    } catch (const SQLite::Exception& error) {
      return error.getErrorCode();
    }
    return SQLITE_OK;
  }
  std::string ask(const std::string& sql) {
    SQLite::Statement statement(sqlite_, sql);
    return statement.executeStep() ? statement.getColumn(0).getString() : "";
  }
  std::string content() {
    std::string text = ask("PRAGMA integrity_check");
    for (const char* table : {"a", "b"}) {
      SQLite::Statement rows(sqlite_, std::string("SELECT id, text FROM ") + table);
      while (rows.executeStep()) {
        text += '\n' + rows.getColumn(0).getString() + ' ' + rows.getColumn(1).getString();
      }
    }
    return text;
  }
  void insert(const char* table, int rows, const char* text = "x", int size = 1000) {
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(rows) + ") INSERT INTO " + table + "(text) SELECT replace(hex(zeroblob(" +
        std::to_string(size / 2) + ")), '0', '" + text + "') FROM n");
  }
  sqlite3_file* wal() {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(sqlite_.getHandle(), "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    return file;
  }
  // So small a cache that pages of a transaction are written before it ends.
  void spill() { run("PRAGMA cache_size=5"); }

 private:
  SQLite::Database sqlite_;
};

// What the next start finds if the program is killed now.
std::string content_after_a_kill(WatchedDisk& watched) {
  CrashVfs copy("wal-copy");
  copy.restart(watched.disk.disk());
  return Connection(copy.name()).content();
}

Connection another_program(const WatchedDisk& watched) { return Connection(watched.disk.name()); }

}  // namespace

TEST_CASE(
    "the frames of a commit reach the disk with one write; then padding, flush and its rest") {
  WatchedDisk watched;
  Connection desk = Connection::ours();
  desk.insert("a", 1);
  watched.calls();
  desk.insert("a", 20);
  const std::vector<WatchedDisk::Call> calls = watched.calls();
  REQUIRE(calls.size() == 4);
  CHECK((calls[0].to - calls[0].from) % kFrame == 0);
  CHECK((calls[0].to - calls[0].from) / kFrame >= 5);
  CHECK(calls[1].from == calls[0].to);
  CHECK(calls[1].to % Disk::kBlock == 0);
  CHECK(calls[2].sync);
  CHECK(calls[3].from == calls[1].to);
  CHECK(calls[3].to == calls[0].to + kFrame);
  CHECK(watched.behind == 0);
}

TEST_CASE("when others learn of a commit, the file has it, with every mode of flushing") {
  bool short_rest = false;  // of the padding, as long as the header of a frame
  for (const int page_size : {512, 4096}) {
    for (const char* mode : kModes) {
      CAPTURE(page_size);
      CAPTURE(mode);
      WatchedDisk watched;
      Connection desk = Connection::ours(mode, page_size);
      Connection other = another_program(watched);
      for (int i = 1; i <= 300; ++i) {
        watched.calls();
        desk.run("INSERT OR REPLACE INTO a VALUES (1, " + std::to_string(i) + ")");
        const std::vector<WatchedDisk::Call> calls = watched.calls();
        REQUIRE_FALSE(calls.empty());
        short_rest |= calls.back().to - calls.back().from == kFrameHeader;
        CHECK(other.ask("SELECT text FROM a") == std::to_string(i));
      }
      CHECK(watched.behind == 0);
      CHECK(other.content() == desk.content());
      CHECK(content_after_a_kill(watched) == desk.content());
    }
  }
  CHECK(short_rest);
}

TEST_CASE("a transaction larger than the cache reads what it wrote, and is committed whole") {
  for (const char* mode : kModes) {
    CAPTURE(mode);
    WatchedDisk watched;
    Connection desk = Connection::ours(mode);
    desk.spill();
    desk.run("BEGIN");
    desk.insert("a", 60);
    desk.insert("b", 60);
    CHECK(desk.ask("SELECT count(DISTINCT text) FROM a") == "1");
    desk.run("UPDATE a SET text = replace(text, 'x', 'y')");  // pages that were already written
    CHECK(desk.ask("SELECT count(*) FROM a WHERE text LIKE 'y%y'") == "60");
    desk.insert("b", 1);
    desk.run("COMMIT");
    CHECK(watched.behind == 0);
    CHECK(another_program(watched).content() == desk.content());
    CHECK(content_after_a_kill(watched) == desk.content());
  }
}

TEST_CASE("what is rolled back is not written over what another connection committed") {
  WatchedDisk watched;
  Connection desk = Connection::ours();
  Connection second = Connection::ours();
  desk.spill();
  for (int i = 0; i < 20; ++i) {
    desk.run("BEGIN");
    desk.insert("a", 10 + i);
    desk.insert("b", 10);
    desk.run("ROLLBACK");
    second.insert("b", 3, "z");
    desk.insert("a", 1);
    CHECK(content_after_a_kill(watched) == second.content());
  }
  CHECK(watched.behind == 0);
  CHECK(another_program(watched).content() == desk.content());
}

TEST_CASE("a write that fails, whole or in part, fails the commit, with every mode of flushing") {
  int failed = 0;
  for (const char* mode : kModes) {
    for (const int code : {SQLITE_IOERR_WRITE, SQLITE_FULL}) {
      for (const int failures : {1, 1000}) {
        for (int nth = 0; nth < 4; ++nth) {
          CAPTURE(mode);
          CAPTURE(code);
          CAPTURE(failures);
          CAPTURE(nth);
          WatchedDisk watched;
          watched.disk.seed(static_cast<std::uint64_t>(nth));
          Connection desk = Connection::ours(mode);
          desk.insert("a", 20);
          const std::string before = desk.content();
          desk.run("BEGIN");
          desk.insert("a", 100);  // more than fit into one write
          watched.disk.fail(CrashVfs::write, code, nth, failures);
          const int answer = desk.code_of("COMMIT");
          const bool has_failed = watched.disk.failures() > 0;
          CHECK((answer != SQLITE_OK) == has_failed);
          failed += has_failed;
          watched.disk.heal();
          CHECK(watched.behind == 0);
          const std::string content = desk.content();
          CHECK((content != before) == (answer == SQLITE_OK));
          CHECK(another_program(watched).content() == content);
          desk.insert("b", 1);
          CHECK(content_after_a_kill(watched) == desk.content());
        }
      }
    }
  }
  CHECK(failed >= 24);
}

TEST_CASE("a write that failed during a read fails the transaction") {
  for (const int failures : {1, 1000}) {
    for (const char* mode : kModes) {
      CAPTURE(failures);
      CAPTURE(mode);
      WatchedDisk watched;
      Connection desk = Connection::ours(mode);
      desk.spill();
      desk.run("BEGIN");
      desk.insert("a", 30);
      watched.disk.fail(CrashVfs::write, SQLITE_IOERR_WRITE, 0, failures);
      CHECK(desk.code_of("SELECT count(DISTINCT text) FROM a") == SQLITE_IOERR);
      CHECK(desk.code_of("COMMIT") != SQLITE_OK);
      watched.disk.heal();
      desk.insert("b", 1);
      CHECK(desk.ask("SELECT count(*) FROM a") == "0");
      CHECK(watched.behind == 0);
      CHECK(content_after_a_kill(watched) == desk.content());
    }
  }
}

TEST_CASE("a write that failed is repeated before anything else is written") {
  CrashVfs disk("wal-alone");
  sqlite3_vfs* vfs = sqlite3_vfs_find(disk.name().c_str());
  std::vector<std::max_align_t> memory(static_cast<std::size_t>(vfs->szOsFile));
  auto* file = reinterpret_cast<sqlite3_file*>(memory.data());
  REQUIRE(vfs->xOpen(vfs, "wal", file, SQLITE_OPEN_CREATE | SQLITE_OPEN_WAL, nullptr) == SQLITE_OK);
  WalFrames frames;
  std::string wal;
  const auto write = [&](const std::string& bytes) {
    const auto at = static_cast<sqlite3_int64>(wal.size());
    wal += bytes;
    return frames.write(file, 4096, bytes.data(), static_cast<int>(bytes.size()), at);
  };
  CHECK(write(std::string(kWalHeader, 'w')) == SQLITE_OK);
  CHECK(write(std::string(kFrameHeader, '\0')) == SQLITE_OK);
  CHECK(write(std::string(4096, 'p')) == SQLITE_OK);
  CHECK(disk.disk().read("wal").size() == kWalHeader);
  disk.fail(CrashVfs::write, SQLITE_IOERR_WRITE);
  CHECK(frames.flush(file) == SQLITE_IOERR_WRITE);
  CHECK(write(std::string(kFrameHeader, 'c')) == SQLITE_OK);  // ends a commit
  CHECK(write(std::string(4096, 'q')) == SQLITE_IOERR_WRITE);
  disk.heal();
  CHECK(write(std::string(10, 'r')) == SQLITE_OK);
  CHECK(disk.disk().read("wal") == wal);
  file->pMethods->xClose(file);
}

TEST_CASE("the WAL's size, a read, a truncation and a flush are those of all that was written") {
  WatchedDisk watched;
  Connection desk = Connection::ours();
  desk.spill();
  desk.run("BEGIN");
  std::size_t size = 0;
  const auto spilled = [&] {
    desk.insert("a", 12);
    size = watched.wal().size();
    return desk.wal();
  };
  const auto grown = [&] { return watched.wal().size() > size; };
  sqlite3_file* wal = spilled();
  sqlite3_int64 told = 0;
  CHECK(wal->pMethods->xFileSize(wal, &told) == SQLITE_OK);
  CHECK(grown());
  CHECK(static_cast<std::size_t>(told) == watched.wal().size());
  wal = spilled();
  std::array<char, 4> number{};  // of the page in the first frame that the file does not have
  CHECK(wal->pMethods->xRead(wal, number.data(), 4, static_cast<sqlite3_int64>(size)) == SQLITE_OK);
  CHECK(grown());
  CHECK(big_endian(number.data()) > 1);
  wal = spilled();
  CHECK(wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL) == SQLITE_OK);
  CHECK(grown());
  wal = spilled();
  CHECK(wal->pMethods->xTruncate(wal, 10'000'000) == SQLITE_OK);
  size += kFrame;
  CHECK(big_endian(watched.wal().data() + size - kFrame) != 0);  // the number of a page
}

TEST_CASE("what is gathered ends with the WAL: the next one does not get it") {
  WatchedDisk watched;
  Connection desk = Connection::ours();
  desk.run("PRAGMA locking_mode=exclusive");  // nothing is locked or released
  desk.run("PRAGMA wal_checkpoint(TRUNCATE)");
  desk.spill();
  desk.run("BEGIN");
  desk.insert("a", 40);
  desk.run("ROLLBACK");
  desk.run("PRAGMA journal_mode=delete");
  desk.run("PRAGMA journal_mode=wal");
  desk.insert("b", 1);
  CHECK(watched.wal().size() < 8 * kFrame);
  CHECK(content_after_a_kill(watched) == desk.content());
}

TEST_CASE("no write is longer than SQLite's largest page, however large a transaction is") {
  for (const int page_size : {512, 4096, 32768, 65536}) {
    CAPTURE(page_size);
    WatchedDisk watched;
    Connection desk = Connection::ours("FULL", page_size);
    desk.insert("a", 1);
    watched.calls();
    desk.insert("a", 500);
    desk.insert("b", 1);
    std::size_t longest = 0;
    const std::vector<WatchedDisk::Call> calls = watched.calls();
    for (const auto& call : calls) longest = std::max(longest, call.to - call.from);
    CHECK(longest <= static_cast<std::size_t>(WalFrames::kMost));
    CHECK(longest > 32768);
    CHECK(watched.behind == 0);
    CHECK(content_after_a_kill(watched) == desk.content());
  }
}

TEST_CASE("commits of every length are taken by the system's VFS") {
  const TemporaryFolder folder;
  Connection desk(with_checksums(""), (folder / "lastseat.db").string());
  desk.prepare("FULL", 4096);
  for (int pages = 1; pages <= 100; ++pages) {
    CAPTURE(pages);
    CHECK(desk.code_of("BEGIN") == SQLITE_OK);
    desk.insert("a", pages, "p", 4000);
    CHECK(desk.code_of("COMMIT") == SQLITE_OK);
  }
  CHECK(desk.content().starts_with("ok"));
}

// Everything that a connection can do to its WAL, in random order; a database in memory does the
// same.
TEST_CASE("at random: two connections, savepoints, small caches, checkpoints, every mode") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Random random(seed);
    WatchedDisk watched;
    constexpr std::array kPageSizes{512, 4096, 4096, 65536};
    const int page_size = kPageSizes[random.below(kPageSizes.size())];
    std::vector<Connection> desks;
    desks.push_back(Connection::ours(kModes[random.below(3)], page_size));
    desks.push_back(Connection::ours(kModes[random.below(3)], page_size));
    for (Connection& desk : desks) {
      if (random.chance(70)) desk.spill();
    }
    Connection model("", ":memory:");
    model.prepare("OFF", page_size);
    Connection other = another_program(watched);
    for (int transaction = 0; transaction < 12; ++transaction) {
      CAPTURE(transaction);
      Connection& desk = desks[random.below(2)];
      const auto both = [&](const std::string& sql) {
        desk.run(sql);
        model.run(sql);
      };
      both("BEGIN IMMEDIATE");
      both("SAVEPOINT s");
      for (std::uint64_t steps = 1 + random.below(8); steps > 0; --steps) {
        const char* table = random.chance(50) ? "a" : "b";
        const int rows = 1 + static_cast<int>(random.below(30));
        const std::string some = " WHERE id % 5 = " + std::to_string(random.below(5));
        switch (random.below(6)) {
          case 0:
          case 1:
            desk.insert(table, rows);
            model.insert(table, rows);
            break;
          case 2:
            both(std::string("UPDATE ") + table + " SET text = text || 'u'" + some);
            break;
          case 3:
            both(std::string("DELETE FROM ") + table + some);
            break;
          case 4:
            CHECK(desk.content() == model.content());
            break;
          default:
            both(random.chance(50) ? "ROLLBACK TO s" : "SAVEPOINT s");
        }
      }
      both(random.chance(70) ? "COMMIT" : "ROLLBACK");
      const std::string content = model.content();
      CHECK(desk.content() == content);
      CHECK(other.content() == content);
      CHECK(content_after_a_kill(watched) == content);
      if (random.chance(20)) desk.run("PRAGMA wal_checkpoint(TRUNCATE)");
      if (random.chance(20)) desk.run("PRAGMA wal_checkpoint(RESTART)");
    }
    CHECK(watched.behind == 0);
  }
}
