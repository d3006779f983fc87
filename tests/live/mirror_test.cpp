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
#include "store/journal/head.h"
#include "store/journal/journal.h"
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

  // A mirror of this fest at a version, with a head of its journal, or with another one.
  std::string mirror_at(Seq version, const std::string& hash, const std::string& rest) {
    return "{\"fest\": \"" + reader.read(identity_text) +
           "\", \"version\": " + std::to_string(version) + ", \"head\": \"" + hash + "\"" + rest;
  }
  std::string hash_at(Seq seq) { return short_hash(reader.read(hash_of, seq).value()); }

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
  const std::string mine = fest.mirror_at(2, fest.hash_at(2), ", \"mine\": [\n]}\n");
  write_text(fest.file, mine);
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(text_of(fest.file) == mine);
  for (const std::string& other :
       {fest.mirror_at(1, fest.hash_at(1), ", \"x\": [\n]}\n"),
        fest.mirror_at(9, fest.hash_at(2), ", \"x\": [\n]}\n"),
        fest.mirror_at(2, fest.hash_at(1), ", \"x\": [\n]}\n"),
        fest.mirror_at(2, fest.hash_at(2), ", \"x\": ["), std::string(), std::string("]}\n"),
        std::string("{\"version\": 2, \"x\": [\n]}\n")}) {
    CAPTURE(other);
    write_text(fest.file, other);
    Mirror(fest.reader, fest.file, fest.hooks()).stop();
    CHECK(nlohmann::json::parse(text_of(fest.file))["version"] == 2);
    CHECK(text_of(fest.file).find("registrations") != std::string::npos);
  }
}

TEST_CASE("mirror: one ahead of the database is kept, and reported once") {
  MirroredFest fest;  // two commands
  const std::string ahead = fest.mirror_at(9, "0123456789abcdef0123", ", \"x\": [\n]}\n");
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
  const std::string other = fest.mirror_at(9, "0123456789abcdef0123", ", \"y\": [\n]}\n");
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

TEST_CASE("mirror: one of another fest is kept, even if it is not ahead") {
  MirroredFest fest;
  const std::string other = "{\"fest\": \"" + std::string(32, '0') +
                            "\", \"version\": 1, \"head\": \"0123456789abcdef0123\"\n]}\n";
  write_text(fest.file, other);
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  CHECK(mirror_version(fest.file) == 2);
  CHECK(text_of(fest.folder() / "registrations-1.json") == other);
}

TEST_CASE("mirror: it is compared with the fest line by line and member by member") {
  MirroredFest fest;
  REQUIRE(fest.told(entry("BUGS", {"21CS001"})) == "confirmed");
  REQUIRE(fest.told(entry("BUGS", {"22EC002"})) == "confirmed");
  Mirror(fest.reader, fest.file, fest.hooks()).stop();
  const std::string whole = text_of(fest.file);
  const auto differ = [&](const std::string& from, const std::string& to) {
    std::string text = whole;
    const std::size_t at = text.rfind(from);
    REQUIRE(at != std::string::npos);
    write_text(fest.file, text.replace(at, from.size(), to));
    std::string found;
    for (const Message& each : fest.reader.read(
             [&](Connection& connection) { return differences(fest.file, connection); })) {
      found += spelt(each) + "\n";
    }
    return found;
  };
  CHECK(differ("\"seat\"", "\"seat\"") == "");
  const std::string odd = "check.mirror (file registrations.json, id 2, member members)\n";
  CHECK(differ("{\"id\":2", "{\"later\":7,\"id\":2") == odd);
  CHECK(differ("\"seat\":2,", "") == odd);
  CHECK(differ("\"seat\":2", "\"seat\":2,\"seat\":2") ==
        "check.mirror (file registrations.json, id 2, member {})\n");
  CHECK(differ("{\"id\":2", " {\"id\":2") ==
        "check.mirror_line (file registrations.json, line 4)\n"
        "check.mirror (file registrations.json, id 2, member id)\n");
  CHECK(differ("\"fest\": \"", "\"fest\": \"0") == "check.mirror_fest (file registrations.json)\n");
  CHECK(differ("\"seat\":2", "\"seat\":3") ==
        "check.mirror (file registrations.json, id 2, member seat)\n");
  CHECK(differ("22EC002", "21CS004") ==
        "check.mirror (file registrations.json, id 2, member members)\n");
  // Written by another version: every registration has the same members, but not those of this one.
  std::string other = whole;
  for (const char* id : {"{\"id\":1", "{\"id\":2"}) {
    other.replace(other.find(id), 1, "{\"later\":7,");
  }
  write_text(fest.file, other);
  CHECK(fest.reader.read([&](Connection& connection) { return differences(fest.file, connection); })
            .empty());
  const std::size_t at = whole.rfind(",\n{") + 2;
  const std::string last = whole.substr(at, whole.find('\n', at) - at);
  CHECK(differ(",\n" + last, "") == "check.mirror (file registrations.json, id 2, member id)\n");
  CHECK(differ(last, last + ",\n" + last) == "check.mirror_more (file registrations.json)\n");
}

TEST_CASE("mirror: an erasure changes it at once, and those that were kept") {
  MirroredFest fest;
  REQUIRE(fest.told(entry("BUGS", {"21CS001"})) == "confirmed");
  Mirror mirror(fest.reader, fest.file, fest.hooks());
  REQUIRE(soon([&] { return mirror.written() == 3; }));
  const std::filesystem::path kept = fest.folder() / "registrations-9.json";
  const std::string before = text_of(fest.file);
  write_text(kept, before);
  REQUIRE(fest.told(Erase{{"21CS001"}}) == "erased");
  mirror.notify(4);
  CHECK(mirror.erase({"21cs001"}));
  CHECK(mirror.written() == 4);
  for (const auto& file : {fest.file, kept}) {
    CHECK(text_of(file).find("21CS001") == std::string::npos);
    CHECK(nlohmann::json::parse(text_of(file))["registrations"].size() == 1);
  }
  CHECK(mirror_head(kept)->seq == 3);
}
