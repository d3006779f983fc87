#include "store/sqlite/checksum_vfs.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/events.h"
#include "store/registrations.h"
#include "store/sqlite/side_files.h"
#include "store/sqlite/statement.h"
#include "support/fault_vfs.h"
#include "support/test_fest.h"

using namespace lastseat;
using namespace lastseat::test;

namespace {

constexpr std::size_t kPage = 4096;

// A fest on the disk after the program is closed: no WAL, every page in use.
class ClosedFest {
 public:
  ClosedFest() {
    fest_.run(add_event("ROBO", 40));
    for (int i = 0; i < 60; ++i) fest_.run(register_new("ROBO", "R" + std::to_string(i), true));
    fest_.database().checkpoint();
    fest_.close();
    bytes_ = text_of(path());
  }

  std::filesystem::path path() const { return fest_.options().path; }
  const std::string& bytes() const { return bytes_; }
  DatabaseOptions options() const { return fest_.options(); }

  // The error of a start with these bytes as the file; absent: it finds nothing wrong.
  std::optional<StorageError::Kind> verdict_on(const std::string& bytes) {
    std::filesystem::remove(path().string() + "-wal");
    std::filesystem::remove(path().string() + "-shm");
    write_text(path(), bytes);
    try {
      Database database = Database::open(fest_.options());
      if (!database.quick_check().empty()) return StorageError::Kind::corrupt;
    } catch (const StorageError& error) {
      return error.kind;
    }
    return std::nullopt;
  }

 private:
  TestFest fest_;
  std::string bytes_;
};

std::string flipped(std::string bytes, std::size_t place, unsigned bit) {
  bytes[place] = static_cast<char>(static_cast<unsigned char>(bytes[place]) ^ (1U << bit));
  return bytes;
}

const std::string kUnsigned(kChecksumBytes, '\0');

std::string sum_in(const std::string& bytes, std::size_t page) {
  return bytes.substr((page + 1) * kPage - kChecksumBytes, kChecksumBytes);
}

void unsign(std::string& bytes, std::size_t page) {
  bytes.replace((page + 1) * kPage - kChecksumBytes, kChecksumBytes, kUnsigned);
}

// The database file, opened as SQLite opens it.
class OpenFile {
 public:
  explicit OpenFile(const std::filesystem::path& path)
      : vfs_(sqlite3_vfs_find(with_checksums("").c_str())),
        name_(sqlite3_create_filename(path.c_str(), "", "", 0, nullptr)),
        memory_(static_cast<std::size_t>(vfs_->szOsFile)) {
    int flags = 0;
    REQUIRE(vfs_->xOpen(vfs_, name_, get(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_MAIN_DB, &flags) ==
            SQLITE_OK);
  }
  ~OpenFile() {
    get()->pMethods->xClose(get());
    sqlite3_free_filename(name_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  // After the header, as SQLite does.
  int code_of_reading(std::size_t page) const {
    read(0, 100);
    std::string bytes(kPage, 'x');
    return get()->pMethods->xRead(get(), bytes.data(), static_cast<int>(kPage),
                                  static_cast<sqlite3_int64>(page * kPage));
  }
  std::string read(sqlite3_int64 at, std::size_t size) const {
    std::string bytes(size, 'x');
    REQUIRE(get()->pMethods->xRead(get(), bytes.data(), static_cast<int>(size), at) == SQLITE_OK);
    return bytes;
  }
  void write(const std::string& bytes, sqlite3_int64 at) const {
    const int size = static_cast<int>(bytes.size());
    REQUIRE(get()->pMethods->xWrite(get(), bytes.data(), size, at) == SQLITE_OK);
  }

 private:
  sqlite3_file* get() const { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

  sqlite3_vfs* vfs_;
  const char* name_;
  mutable std::vector<std::max_align_t> memory_;
};

}  // namespace

TEST_CASE("one flipped bit anywhere in the file is found at the start") {
  ClosedFest fest;
  REQUIRE(fest.bytes().size() % kPage == 0);
  REQUIRE(fest.verdict_on(fest.bytes()) == std::nullopt);
  int flips = 0;
  const auto flip = [&](std::size_t place, unsigned bit) {
    CAPTURE(place);
    CAPTURE(bit);
    const auto verdict = fest.verdict_on(flipped(fest.bytes(), place, bit));
    REQUIRE(verdict.has_value());
    ++flips;
  };
  for (std::size_t place = 0; place < 24; ++place) {  // the header, but for the journal mode
    if (place != 18 && place != 19) flip(place, place % 8);
  }
  flip(20, 3);  // the bit that marks the file as checksummed
  for (std::size_t place = 101; place < fest.bytes().size(); place += 251) flip(place, place % 8);
  MESSAGE(flips << " flips in " << fest.bytes().size() << " bytes");
}

TEST_CASE("a page in the place of another page, and a torn page, are found") {
  ClosedFest fest;
  REQUIRE(fest.bytes().size() >= 4 * kPage);
  std::string swapped = fest.bytes();
  for (std::size_t i = 0; i < kPage; ++i) std::swap(swapped[kPage + i], swapped[2 * kPage + i]);
  CHECK(fest.verdict_on(swapped) == StorageError::Kind::corrupt);

  std::string torn = fest.bytes();
  torn.replace(2 * kPage + kPage / 2, kPage / 2, std::string(kPage / 2, '\0'));
  CHECK(fest.verdict_on(torn) == StorageError::Kind::corrupt);
}

TEST_CASE("one flipped bit in the rest of the header is found, or changes nothing") {
  ClosedFest fest;
  int harmless = 0;
  for (std::size_t place = 18; place < 100; ++place) {
    if (place >= 20 && place < 24) continue;
    CAPTURE(place);
    if (fest.verdict_on(flipped(fest.bytes(), place, place % 8))) continue;
    CHECK(text_of(check({.path = fest.path()})) == "");
    ++harmless;
  }
  MESSAGE(harmless << " of 78 changed nothing");
}

TEST_CASE("SQLite sees zeros where the file has a checksum") {
  ClosedFest fest;
  for (std::size_t page = 0; page < fest.bytes().size() / kPage; ++page) {
    CHECK(sum_in(fest.bytes(), page) != kUnsigned);
  }
  Database database = Database::open(fest.options());
  int pages = 0;
  Prepared(database.sqlite(), "SELECT data FROM sqlite_dbpage").each([&](const Row& row) {
    CHECK(sum_in(row.text(0), 0) == kUnsigned);
    ++pages;
  });
  CHECK(pages == static_cast<int>(fest.bytes().size() / kPage));
}

TEST_CASE("a page is signed on its way to the file: neither SQLite's page nor the WAL changes") {
  TestFest fest;
  fest.run(add_event("ROBO", 40));
  fest.database().checkpoint();  // all pages were signed in the file, and some are read from there
  for (int i = 0; i < 30; ++i) fest.run(register_new("ROBO", "R" + std::to_string(i)));
  const std::string wal = text_of(fest.options().path.string() + "-wal");
  constexpr std::size_t kWalHeader = 32;
  constexpr std::size_t kFrame = 24 + kPage;
  REQUIRE(wal.size() > kWalHeader + kFrame);
  for (std::size_t at = kWalHeader; at + kFrame <= wal.size(); at += kFrame) {
    CHECK(wal.substr(at + kFrame - kChecksumBytes, kChecksumBytes) == kUnsigned);
  }

  fest.close();
  const OpenFile file(fest.options().path);
  std::string page = file.read(0, kPage);
  CHECK(sum_in(page, 0) == kUnsigned);
  const std::string before = page;
  file.write(page, 0);
  CHECK(page == before);
  CHECK(sum_in(text_of(fest.options().path), 0) != kUnsigned);
}

TEST_CASE("a checksum is never zero, which would mean that there is none") {
  CHECK(never_zero(Checksum{}) != Checksum{});
  const Checksum any{0, 0, 0, 0, 0, 0, 0, 7};
  CHECK(never_zero(any) == any);
}

TEST_CASE("an unsigned page is read, but a page of zeros was lost") {
  ClosedFest fest;
  std::string bytes = fest.bytes();
  const std::size_t pages = bytes.size() / kPage;
  for (std::size_t page = 0; page < pages; page += 2) unsign(bytes, page);
  CHECK(fest.verdict_on(bytes) == std::nullopt);
  // Another program changed a page that it had read with its checksum, or without.
  CHECK(fest.verdict_on(flipped(bytes, kPage + 2000, 1)) == StorageError::Kind::corrupt);
  for (std::size_t page = 0; page < pages; ++page) {
    std::string hole = fest.bytes();
    hole.replace(page * kPage, kPage, std::string(kPage, '\0'));
    CAPTURE(page);
    CHECK(fest.verdict_on(hole).has_value());
    // Also where SQLite would take zeros for content.
    write_text(fest.path(), hole);
    if (page > 0) CHECK(OpenFile(fest.path()).code_of_reading(page) == SQLITE_IOERR_DATA);
  }
}

TEST_CASE("while page 1 is damaged, the other pages are compared all the same") {
  ClosedFest fest;
  std::string bytes = fest.bytes();
  bytes.replace(0, kPage, std::string(kPage, 'x'));
  write_text(fest.path(), bytes);
  CHECK(sum_in(OpenFile(fest.path()).read(kPage, kPage), 0) == kUnsigned);
  write_text(fest.path(), flipped(bytes, kPage + 2000, 1));
  CHECK(OpenFile(fest.path()).code_of_reading(1) == SQLITE_IOERR_DATA);
}

TEST_CASE("the unsigned pages are counted, and signed again without another change") {
  ClosedFest fest;
  std::string bytes = fest.bytes();
  for (const std::size_t page : {0U, 3U, 5U}) unsign(bytes, page);
  REQUIRE(fest.verdict_on(bytes) == std::nullopt);  // and left the file as it is
  write_text(fest.path(), bytes);
  {
    Database database = Database::open(fest.options());
    const std::vector<std::uint32_t> pages = database.unsigned_pages();
    CHECK(pages == std::vector<std::uint32_t>{1, 4, 6});
    database.sign(pages);
    CHECK(database.unsigned_pages().empty());
    CHECK_THROWS(database.sqlite().exec("UPDATE sqlite_dbpage SET data = data WHERE pgno = 4"));
  }
  std::string after = text_of(fest.path());
  // Only what every commit changes in the header differs.
  CHECK(after.substr(kPage) == fest.bytes().substr(kPage));
  CHECK(after.substr(100, kPage - 100 - kChecksumBytes) ==
        fest.bytes().substr(100, kPage - 100 - kChecksumBytes));
}

TEST_CASE("what another program changes in a page that has a checksum is refused") {
  ClosedFest fest;
  SQLite::Database(fest.path().string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE students SET name = 'Somebody Else' WHERE roll = 'R1'");
  const std::string changed = text_of(fest.path());
  CHECK(fest.verdict_on(changed) == StorageError::Kind::corrupt);
}

TEST_CASE("another program may do with the file what leaves its content as it is") {
  TestFest fest;
  fest.run(add_event("ROBO", 40));
  for (int i = 0; i < 30; ++i) fest.run(register_new("ROBO", "R" + std::to_string(i), true));
  const auto others = [&](const std::string& sql) {
    SQLite::Database other(fest.options().path.string(), SQLite::OPEN_READWRITE);
    other.exec(sql);
  };
  bool killed = false;
  SUBCASE("after a kill") { killed = true; }
  SUBCASE("after a stop") {}
  for (const char* sql :
       {"SELECT count(*) FROM students", "PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM",
        "PRAGMA journal_mode=delete", "PRAGMA journal_mode=delete; VACUUM",
        "PRAGMA journal_mode=persist; VACUUM", "PRAGMA journal_mode=truncate",
        "PRAGMA page_size=8192; PRAGMA journal_mode=delete; VACUUM",
        "PRAGMA secure_delete=1; VACUUM"}) {
    CAPTURE(sql);
    fest.run(register_new("ROBO", sql, true));
    if (killed) {
      // What a killed program leaves, and not what its last close would do to it.
      const TemporaryFolder left;
      for (const char* end : {"", "-wal"}) {
        const std::string name = fest.options().path.string() + end;
        std::filesystem::copy_file(name, left / ("lastseat.db" + std::string(end)));
      }
      fest.close();
      for (const char* end : {"", "-wal"}) {
        const std::string name = fest.options().path.string() + end;
        std::filesystem::copy_file(left / ("lastseat.db" + std::string(end)), name,
                                   std::filesystem::copy_options::overwrite_existing);
      }
    } else {
      fest.database().checkpoint();
      fest.close();
    }
    others(sql);
    CHECK_FALSE(was_left_open(fest.options()));  // nor is a journal that was kept a reason to doubt
    fest.open();
    CHECK(fest.database().journal_mode() == "wal");
    CHECK(fest.database().quick_check() == "");
    CHECK(text_of(fest.check()) == "");
    fest.database().make_durable();
    CHECK_FALSE(was_left_open(fest.options()));
  }
}

TEST_CASE("a damaged page is an error for those who read it, and only for them") {
  ClosedFest fest;
  const auto entries = [&](const std::string& bytes) {
    write_text(fest.path(), bytes);
    Reader reader({.path = fest.path()});
    const std::size_t events = reader.read(all_events).events.size();
    CHECK(events == 1);
    return reader.read(find_registrations, RegistrationFilter{}).size();
  };
  REQUIRE(entries(fest.bytes()) == 60);
  int refused = 0;
  for (std::size_t page = 1; page < fest.bytes().size() / kPage; ++page) {
    CAPTURE(page);
    const std::string damaged = flipped(fest.bytes(), page * kPage + kPage / 2, 0);
    try {
      const std::size_t found = entries(damaged);  // in a page that these queries do not read
      CHECK(found == 60);
    } catch (const StorageError& error) {
      CHECK(error.kind == StorageError::Kind::corrupt);
      ++refused;
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("checksums are layered over the VFS that has the name now") {
  TemporaryFolder folder;
  for (int life = 0; life < 2; ++life) {
    const FaultVfs disk("comes and goes");
    Database database = Database::open({.path = folder / "lastseat.db", .vfs = disk.name()});
    CHECK(database.quick_check() == "");
  }
  CHECK_THROWS_AS(with_checksums("never there"), StorageError);
}
