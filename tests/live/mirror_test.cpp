#include "live/mirror.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "files/atomic_file.h"
#include "files/import.h"
#include "files/read_fest.h"
#include "files/sample.h"
#include "support/soon.h"
#include "words/words.h"

using namespace lastseat;
using lastseat::test::entry;
using lastseat::test::ReadFest;
using lastseat::test::soon;
using lastseat::test::text_of;
using lastseat::test::write_text;

namespace {

struct MirroredFest : ReadFest {
  MirroredFest() {
    run(read_events(sample::events_csv()).command);
    run(read_students(sample::students_csv()).command);
  }
  Mirror::Hooks hooks() {
    return {[] { return std::int64_t{1'800'000'000'000}; },
            [this](const Message& what) {
              const std::lock_guard lock(mutex);
              lines.push_back(say(what));
            }};
  }
  std::vector<std::string> logged() {
    const std::lock_guard lock(mutex);
    return lines;
  }

  std::filesystem::path file = folder() / "registrations.json";
  std::mutex mutex;
  std::vector<std::string> lines;
};

}  // namespace

TEST_CASE("mirror: missing at the start, it is written at once") {
  MirroredFest fest;
  REQUIRE(fest.told(entry("BUGS", {"21CS001"})) == "confirmed");
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  REQUIRE(soon([&] { return mirror.written() == 3; }));
  CHECK(mirror_version(fest.file) == 3);
  const auto json = nlohmann::json::parse(text_of(fest.file));
  CHECK(json["version"] == 3);
  CHECK(mirror_head(fest.file) == fest.reader.read(journal_head));
  CHECK(json["head"] == mirror_head(fest.file)->hash);
  CHECK(json["written_at"] == "2027-01-15T08:00:00.000Z");
  REQUIRE(json["registrations"].size() == 1);
  CHECK(json["registrations"][0]["members"][0]["roll"] == "21CS001");
}

TEST_CASE(
    "mirror: it follows the commits, cancelled entries included, and stop() writes the last one") {
  MirroredFest fest;
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  REQUIRE(soon([&] { return mirror.written() == 2; }));
  REQUIRE(fest.told(entry("BUGS", {"21CS001"})) == "confirmed");
  mirror.notify(3);
  REQUIRE(soon([&] { return mirror.written() == 3; }));
  REQUIRE(fest.told(Cancel{{1}}) == "cancelled");
  mirror.notify(4);
  mirror.stop();
  const auto json = nlohmann::json::parse(text_of(fest.file));
  CHECK(json["version"] == 4);
  CHECK(json["registrations"][0]["status"] == "cancelled");
  CHECK(fest.logged().empty());
}

TEST_CASE("mirror: a current one is left as it is; any other is rewritten") {
  MirroredFest fest;
  write_text(fest.file, "{\"version\": 2, \"mine\": [\n]}\n");
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(text_of(fest.file) == "{\"version\": 2, \"mine\": [\n]}\n");
  for (const std::string other :
       {"{\"version\": 1, \"x\": [\n]}\n", "{\"version\": 9, \"x\": [\n]}\n",
        "{\"version\": 2, \"x\": [", "", "]}\n", "{\"version\": x\n]}\n"}) {
    CAPTURE(other);
    write_text(fest.file, other);
    Mirror(fest.reader, fest.file, fest.hooks()).stop();
    CHECK(nlohmann::json::parse(text_of(fest.file))["version"] == 2);
    CHECK(text_of(fest.file).find("registrations") != std::string::npos);
  }
}

TEST_CASE("mirror: one ahead of the database is kept, and reported once") {
  MirroredFest fest;  // two commands
  const std::string ahead = "{\"version\": 9, \"x\": [\n]}\n";
  write_text(fest.file, ahead);
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(mirror_version(fest.file) == 2);
  CHECK(text_of(fest.folder() / "registrations-9.json") == ahead);
  REQUIRE(fest.logged().size() == 1);
  CHECK(fest.logged()[0].find("may be missing") != std::string::npos);
  CHECK(fest.logged()[0].find("registrations-9.json") != std::string::npos);
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(fest.logged().size() == 1);

  // Another one with the same version does not replace the first.
  const std::string other = "{\"version\": 9, \"y\": [\n]}\n";
  write_text(fest.file, other);
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(mirror_version(fest.file) == 2);
  CHECK(text_of(fest.folder() / "registrations-9.json") == ahead);
  CHECK(text_of(fest.folder() / "registrations-9-2.json") == other);
}

TEST_CASE("mirror: many commits cause few writes, and every file is whole") {
  MirroredFest fest;
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  REQUIRE(soon([&] { return mirror.written() == 2; }));
  std::atomic<bool> done = false;
  int versions = 0;
  bool whole = true;
  std::thread onlooker([&] {
    Seq last = -1;
    while (!done) {
      const auto json = nlohmann::json::parse(text_of(fest.file), nullptr, false);
      if (json.is_discarded() || json["version"] < last) {
        whole = false;
      } else if (json["version"] > last) {
        last = json["version"];
        ++versions;
      }
    }
  });
  for (int i = 0; i < 300; ++i) {
    fest.told(entry("BUGS", {"21CS001"}));
    mirror.notify(3 + i);
  }
  mirror.stop();
  done = true;
  onlooker.join();
  CHECK(whole);
  CHECK(versions < 100);
  CHECK(mirror_version(fest.file) == 302);
}

TEST_CASE("mirror: a failure is reported once and retried, and leaves the last good file") {
  MirroredFest fest;
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  REQUIRE(soon([&] { return mirror.written() == 2; }));
  const std::string good = text_of(fest.file);
  // A folder in place of the file: nothing can be renamed over it, not even by root.
  std::filesystem::rename(fest.file, fest.folder() / "good");
  std::filesystem::create_directory(fest.file);
  for (Seq seq : {3, 4}) {
    fest.told(entry("BUGS", {"21CS001"}));
    mirror.notify(seq);
  }
  REQUIRE(soon([&] { return fest.logged().size() == 1; }));
  CHECK(fest.logged()[0].starts_with("registrations.json cannot be written and stays as it was"));
  CHECK(mirror.written() == 2);
  std::filesystem::remove(fest.file);
  REQUIRE(soon([&] { return mirror.written() == 4; }));
  CHECK(fest.logged().size() == 2);
  CHECK(fest.logged().back() == "registrations.json is written again");
}

TEST_CASE("mirror: a large outdated one is not rewritten at once, but at the end at the latest") {
  MirroredFest fest;
  {
    Mirror mirror(fest.reader, fest.file, fest.hooks());
    REQUIRE(soon([&] { return mirror.written() == 2; }));
  }
  std::string text = text_of(fest.file);
  text.insert(text.size() - 3, std::string(4'000'000, ' '));  // a pause of some seconds
  write_text(fest.file, text);
  REQUIRE(fest.told(entry("BUGS", {"21CS001"})) == "confirmed");
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  CHECK(mirror.written() == 2);
  mirror.stop();
  CHECK(mirror_version(fest.file) == 3);
}
