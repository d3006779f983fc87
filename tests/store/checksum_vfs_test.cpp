#include "store/sqlite/checksum_vfs.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>

#include "store/events.h"
#include "store/registrations.h"
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
  for (std::size_t place = 0; place < 100; ++place) flip(place, place % 8);  // the header
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

TEST_CASE("what another program writes into the file is not accepted") {
  ClosedFest fest;
  SQLite::Database(fest.path().string(), SQLite::OPEN_READWRITE)
      .exec("UPDATE students SET name = 'Somebody Else' WHERE roll = 'R1'");
  const std::string changed = text_of(fest.path());
  CHECK(fest.verdict_on(changed) == StorageError::Kind::corrupt);
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
