#include "files/atomic_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <system_error>

#include "platform/signals.h"
#include "support/temporary_folder.h"

using namespace lastseat;
using lastseat::test::entries_in;
using lastseat::test::TemporaryFolder;
using lastseat::test::text_of;
using lastseat::test::write_text;

TEST_CASE("atomic file: the target changes at commit, not before") {
  const TemporaryFolder folder;
  const auto target = folder / "a.json";
  write_text(target, "old");
  AtomicFile file(target);
  file.write("n");
  file.write(std::string(200'000, 'e'));
  file.overwrite(0, "N");
  CHECK(text_of(target) == "old");
  file.commit();
  CHECK(text_of(target) == "N" + std::string(200'000, 'e'));
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE(
    "atomic file: what was given to the disk in pieces can be overwritten, and more can follow") {
  const TemporaryFolder folder;
  const auto target = folder / "a.json";
  AtomicFile file(target);
  CHECK_FALSE(file.write_back_piece());
  const std::string text(600'000, 'e');
  file.write(text);
  int pieces = 0;
  while (file.write_back_piece()) ++pieces;
  CHECK(pieces == 3);
  file.overwrite(0, "N");
  file.write("more");
  CHECK_FALSE(std::filesystem::exists(target));
  file.commit();
  CHECK(text_of(target) == "N" + text.substr(1) + "more");
}

TEST_CASE("atomic file: without a commit nothing changes") {
  const TemporaryFolder folder;
  const auto target = folder / "a.json";
  { AtomicFile(target).write("new"); }
  CHECK(entries_in(folder.path()) == 0);
  write_text(target, "old");
  { AtomicFile(target).write("new"); }
  CHECK(text_of(target) == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("atomic file: a full disk leaves the old file, and the error names the path") {
  platform::turn_signals_into_errors();
  const TemporaryFolder folder;
  const auto target = folder / "a.json";
  write_text(target, "old");
  rlimit former{};
  ::getrlimit(RLIMIT_FSIZE, &former);
  rlimit small = former;
  small.rlim_cur = 1000;
  ::setrlimit(RLIMIT_FSIZE, &small);
  std::string message;
  try {
    replace_file(target, std::string(5000, 'x'));
  } catch (const std::system_error& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &former);
  CHECK(message.find(folder.path().string()) != std::string::npos);
  CHECK(text_of(target) == "old");
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("atomic file: only a regular file is replaced, and a link stays a link") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(AtomicFile("/dev/null"), std::system_error);
  CHECK_THROWS_AS(AtomicFile{folder.path()}, std::system_error);
  CHECK_THROWS_AS(AtomicFile(folder / "none/a"), std::system_error);
  CHECK(std::filesystem::is_character_file("/dev/null"));

  write_text(folder / "real", "old");
  std::filesystem::permissions(
      folder / "real", std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  std::filesystem::create_symlink("real", folder / "link");
  replace_file(folder / "link", "new");
  CHECK(std::filesystem::is_symlink(folder / "link"));
  CHECK(text_of(folder / "real") == "new");
  CHECK((std::filesystem::status(folder / "real").permissions() &
         std::filesystem::perms::others_read) == std::filesystem::perms::none);
}

TEST_CASE("atomic file: what a crash left behind is removed, and nothing else") {
  const TemporaryFolder folder;
  write_text(folder / ".lastseat-1-2.tmp", "half");
  write_text(folder / "lastseat.db", "db");
  write_text(folder / "notes.tmp", "mine");
  write_text(folder / ".lastseat-notes", "mine");
  remove_leftovers(folder.path());
  CHECK(entries_in(folder.path()) == 3);
  CHECK_FALSE(std::filesystem::exists(folder / ".lastseat-1-2.tmp"));
}
