// What each CMake target links, against what its files include: both ways.
#include <doctest/doctest.h>

#include <algorithm>

#include "structure/sources.h"

using namespace lastseat::test;

namespace {

// The packages: how the paths of their headers begin, and the folders that include them. One
// without a target is a client library of the system, for a build that asks for it.
struct Package {
  std::string_view target;
  std::string_view header;
  std::vector<std::string_view> folders;
};
const std::vector<Package> kPackages{
    {"deps::cli11", "CLI/", {"app"}},
    {"deps::spdlog", "spdlog/", {"app"}},
    {"deps::httplib", "httplib.h", {"http/net", "prove"}},
    {"deps::nlohmann_json", "nlohmann/", {"json/syntax", "prove", "words"}},
    {"deps::sodium", "sodium.h", {"platform", "store/journal", "store/sqlite"}},
    {"deps::sqlite3", "sqlite3.h", {"store/sqlite"}},
    {"deps::sqlitecpp", "SQLiteCpp/", {"prove", "store/sqlite"}},
    {"deps::utf8proc", "utf8proc.h", {"text"}},
    {"", "hiredis/", {"prove/strategies"}},
    {"", "libpq-fe.h", {"prove/strategies"}},
};

// Where the system's own headers are included, those that are not of the C++ standard.
constexpr std::string_view kSystemFolder = "platform/posix";

const Package* package_of(const Include& include) {
  if (include.quoted) return nullptr;
  for (const Package& package : kPackages) {
    if (include.written.starts_with(package.header)) return &package;
  }
  return nullptr;
}

// A header of the C++ standard has neither a folder nor an ending.
bool is_standard(const Include& include) {
  return include.written.find_first_of("/.") == std::string::npos;
}

std::string bracket_fault(const Include& include) {
  if (include.quoted || is_standard(include)) return {};
  const Package* package = package_of(include);
  if (!package) {
    if (is_within(include.from, kSystemFolder)) return {};
    return text_of(include) + ": the system's headers are for " + std::string(kSystemFolder) +
           "; a package's stand in the table of packages";
  }
  const auto holds = [&](std::string_view folder) { return is_within(include.from, folder); };
  if (std::any_of(package->folders.begin(), package->folders.end(), holds)) return {};
  std::string folders;
  for (const std::string_view each : package->folders) {
    folders.append(folders.empty() ? "" : ", ").append(each);
  }
  return text_of(include) + ": only these folders include it: " + folders;
}

// By folder of a target, and by name, the place that needs it.
using Needs = std::map<std::string, std::map<std::string, std::string>>;

Needs links_needed() {
  Needs needs;
  for (const Include& include : sources().includes()) {
    if (include.to.empty()) continue;
    const std::string from = sources().target_of(include.from);
    const std::string to = sources().target_of(include.to);
    if (from != to) needs[from].emplace(target_name(to), text_of(include));
  }
  return needs;
}

// Packages are private to a target: who reaches one of their headers through a header of ours must
// name it too.
Needs packages_needed() {
  std::map<std::string, std::map<std::string, std::string>> included;  // by file: package, place
  for (const Include& include : sources().includes()) {
    const Package* package = package_of(include);
    if (!package || package->target.empty()) continue;
    included[include.from].emplace(package->target, text_of(include));
  }
  Needs needs;
  for (const std::string& file : sources().files()) {
    for (const std::string& reached : sources().reached_from(file)) {
      const auto found = included.find(reached);
      if (found == included.end()) continue;
      for (const auto& [package, place] : found->second) {
        needs[sources().target_of(file)].emplace(package, place);
      }
    }
  }
  return needs;
}

void compare(const std::string& folder, const std::set<std::string>& given,
             const std::map<std::string, std::string>& needed) {
  for (const auto& need : needed) {
    CHECK_MESSAGE(given.count(need.first) == 1, target_name(folder), " does not link ", need.first,
                  ", which it needs for ", need.second);
  }
  for (const std::string& name : given) {
    CHECK_MESSAGE(needed.count(name) == 1, target_name(folder), " links ", name,
                  ", but includes nothing of it");
  }
}

}  // namespace

TEST_CASE("a package's headers are included only where the table says, the system's in platform") {
  for (const Include& include : sources().includes()) {
    const std::string fault = bracket_fault(include);
    CHECK_MESSAGE(fault.empty(), fault);
  }
}

TEST_CASE("a target links those of ours that its files include, and no others") {
  const Needs needs = links_needed();
  for (const auto& [folder, target] : sources().targets()) {
    const auto needed = needs.find(folder);
    compare(folder, target.links, needed == needs.end() ? Needs::mapped_type() : needed->second);
  }
}

TEST_CASE("a target names the packages whose headers its files reach, and no others") {
  const Needs needs = packages_needed();
  for (const auto& [folder, target] : sources().targets()) {
    const auto needed = needs.find(folder);
    compare(folder, target.packages, needed == needs.end() ? Needs::mapped_type() : needed->second);
  }
}

TEST_CASE("the tables name nothing that nothing includes") {
  const auto& includes = sources().includes();
  for (const Package& package : kPackages) {
    for (const std::string_view folder : package.folders) {
      const auto is_used = [&](const Include& include) {
        return package_of(include) == &package && is_within(include.from, folder);
      };
      CHECK_MESSAGE(std::any_of(includes.begin(), includes.end(), is_used), folder, " ",
                    package.header);
    }
  }
}

TEST_CASE("a header in the wrong place is found") {
  CHECK(bracket_fault({"http/dispatch.cpp", 3, "httplib.h", false}) ==
        "lib/http/dispatch.cpp:3: #include <httplib.h>: "
        "only these folders include it: http/net, prove");
  CHECK(bracket_fault({"http/net/http.h", 3, "httplib.h", false}) == "");
  CHECK(bracket_fault({"store/events.cpp", 3, "sqlite3.h", false}) != "");
  CHECK(bracket_fault({"live/mirror.cpp", 3, "unistd.h", false}) != "");
  CHECK(bracket_fault({"live/mirror.cpp", 3, "boost/asio.hpp", false}) != "");
  CHECK(bracket_fault({"live/mirror.cpp", 3, "vector", false}) == "");
}
