#include "prove/tear.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <string_view>
#include <thread>

#include "files/atomic_file.h"
#include "platform/temporary_folder.h"
#include "prove/child.h"
#include "text/error.h"

namespace lastseat::prove {
namespace {

namespace fs = std::filesystem;

// Each version has one registration more, from a few hundred on, as at a real desk.
constexpr std::int64_t kFewest = 300;
constexpr std::int64_t kMost = 500;
constexpr int kLongestLifeUs = 4000;  // of a child, from its first file to its kill

using Sink = std::function<void(std::string_view)>;

// The whole text, piece by piece, as a program writes a list.
void write_text(std::int64_t version, std::uint64_t seed, const Sink& sink) {
  sink("{\"version\": " + std::to_string(version) + ",\n\"registrations\": [");
  for (std::int64_t id = 1; id <= version; ++id) {
    const std::string number = std::to_string(id);
    sink(id == 1 ? "\n" : ",\n");
    sink("{\"id\": " + number + ", \"ticket\": \"" + number + "-" + std::to_string(seed) +
         "\", \"event\": \"ROBO\", \"members\": [{\"roll\": \"27CS" + number +
         "\", \"name\": \"Student " + number + "\"}], \"status\": \"confirmed\", \"seat\": " +
         number + ", \"registered_at\": \"2027-01-22T09:00:00.000Z\", \"desk\": \"Desk 1\"}");
  }
  sink("\n]}\n");
}

// The simple way: opening the file destroys the old text, and the new text is written in its place.
void write_in_place(const fs::path& file, std::int64_t version, std::uint64_t seed) {
  std::ofstream out(file, std::ios::binary);
  write_text(version, seed, [&](std::string_view piece) { out << piece; });
}

// The way Lastseat writes its mirror.
void write_and_rename(const fs::path& file, std::int64_t version, std::uint64_t seed) {
  AtomicFile out(file);
  write_text(version, seed, [&](std::string_view piece) { out.write(piece); });
  out.commit();
}

struct Way {
  const char* word;  // for the child
  Message title;
  void (*write)(const fs::path&, std::int64_t, std::uint64_t);
};

const std::array kWays{
    Way{"in-place", Message{"tear.in_place"}, write_in_place},
    Way{"rename", Message{"tear.rename"}, write_and_rename},
};

const Way& way_of(const std::string& word) {
  for (const Way& way : kWays) {
    if (word == way.word) return way;
  }
  throw Error(Message{"lab.no_way", {{"name", word}}});
}

struct Counts {
  int whole = 0;
  int torn = 0;
  int missing = 0;
  int leftovers = 0;           // kills that left a temporary file behind
  std::optional<int> bytes{};  // of the first torn file that was not empty

  void add(Found found) {
    ++(found == Found::whole ? whole : found == Found::torn ? torn : missing);
  }
};

// Starts a writer, lets it write for a while, then kills it.
void kill_a_writer(const TearOptions& options, const Way& way, const fs::path& folder,
                   std::mt19937_64& random) {
  const std::uint64_t seed = random();
  const auto life =
      std::chrono::microseconds(std::uniform_int_distribution<int>(0, kLongestLifeUs)(random));
  kill_after(life, start_child(options.program, "tear",
                               {way.word, folder.string(), std::to_string(seed)}));
}

Counts run(const TearOptions& options, const Way& way, std::mt19937_64& random) {
  const platform::TemporaryFolder folder("lastseat-prove");
  const fs::path file = folder / "registrations.json";
  write_and_rename(file, kFewest, options.seed);
  Counts counts;
  for (int i = 0; i < options.kills; ++i) {
    kill_a_writer(options, way, folder.path(), random);
    const Found found = found_in(file);
    counts.add(found);
    if (found == Found::torn && !counts.bytes && fs::file_size(file) > 0) {
      counts.bytes = static_cast<int>(fs::file_size(file));
    }
    const auto files = std::distance(fs::directory_iterator(folder.path()), {});
    if (files > (found == Found::missing ? 0 : 1)) ++counts.leftovers;
    remove_leftovers(folder.path());
    if (found != Found::whole) write_and_rename(file, kFewest, options.seed);
  }
  return counts;
}

Message verdict_of(const Counts& in_place, const Counts& rename, bool proven) {
  if (proven) {
    return Message{
        "tear.proven",
        {{"torn", in_place.torn}, {"kills", in_place.torn + in_place.whole + in_place.missing}}};
  }
  if (rename.torn + rename.missing > 0) {
    return Message{"tear.broken", {{"kills", rename.torn + rename.missing}}};
  }
  if (in_place.torn == 0) return Message{"tear.nothing_shown"};
  return Message{"tear.second_not_hit"};
}

}  // namespace

Found found_in(const fs::path& file) {
  if (!fs::exists(fs::symlink_status(file))) return Found::missing;
  const auto json = nlohmann::json::parse(std::ifstream(file, std::ios::binary), nullptr, false);
  if (!json.is_object() || !json.contains("version") || !json.contains("registrations")) {
    return Found::torn;
  }
  const auto& version = json["version"];
  const auto& registrations = json["registrations"];
  const bool whole = version.is_number_integer() && registrations.is_array() &&
                     version.get<std::int64_t>() == std::int64_t(registrations.size());
  return whole ? Found::whole : Found::torn;
}

int tear_child(const std::vector<std::string>& words) {
  const Way& way = way_of(words.at(0));
  const fs::path file = fs::path(words.at(1)) / "registrations.json";
  const std::uint64_t seed = std::stoull(words.at(2));
  std::int64_t version = kFewest + static_cast<std::int64_t>(seed % (kMost - kFewest));
  way.write(file, version, seed);
  std::puts("writing");
  std::fflush(stdout);
  end_with_the_parent();
  for (;;) {
    version = version < kMost ? version + 1 : kFewest;
    way.write(file, version, seed);
  }
}

Report tear(const TearOptions& options) {
  std::mt19937_64 random(options.seed);
  Report report{.name = "tear",
                .columns = {Message{"column.way"}, Message{"column.kills"}, Message{"column.whole"},
                            Message{"column.torn"}, Message{"column.missing"}}};
  std::array<Counts, kWays.size()> counts;
  for (std::size_t i = 0; i < kWays.size(); ++i) {
    counts[i] = run(options, kWays[i], random);
    report.rows.push_back({kWays[i].title, std::int64_t{options.kills},
                           std::int64_t{counts[i].whole}, std::int64_t{counts[i].torn},
                           std::int64_t{counts[i].missing}});
  }
  const auto& [in_place, rename] = counts;
  report.proven =
      in_place.torn > 0 && rename.torn == 0 && rename.missing == 0 && rename.leftovers > 0;
  report.verdict = verdict_of(in_place, rename, report.proven);
  if (in_place.bytes) {
    report.notes.push_back(Message{"tear.first", {{"bytes", *in_place.bytes}}});
  }
  report.notes.push_back(Message{"tear.leftovers", {{"kills", rename.leftovers}}});
  report.notes.push_back(Message{"tear.no_power_cut"});
  return report;
}

}  // namespace lastseat::prove
