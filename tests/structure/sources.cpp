#include "structure/sources.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

namespace lastseat::test {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string below_lib(const std::string& path) {
  return path.starts_with("lib/") ? path.substr(4) : path;
}

std::string below_root(const std::string& file) {
  return file.starts_with("app/") ? file : "lib/" + file;
}

std::vector<std::string> paths_in(const fs::path& root) {
  std::vector<std::string> paths;
  for (const char* folder : {"lib", "app"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.is_regular_file()) {
        paths.push_back(entry.path().lexically_relative(root).generic_string());
      }
    }
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

bool is_source(const std::string& path) { return path.ends_with(".h") || path.ends_with(".cpp"); }

}  // namespace

std::string text_of(const Include& include) {
  const std::string quoted =
      include.quoted ? "\"" + include.written + "\"" : "<" + include.written + ">";
  return below_root(include.from) + ":" + std::to_string(include.line) + ": #include " + quoted;
}

Sources::Sources(const std::string& root) {
  for (const std::string& path : paths_in(root)) {
    if (is_source(path)) files_.insert(below_lib(path));
  }
  read_includes(root);
  read_targets(root);
}

// In quotes every file of lib/ is found by its path from there, and one of app/ by those of app/.
std::string Sources::meant(const std::string& from, const std::string& written) const {
  if (files_.count(written) > 0) return written;
  if (is_within(from, "app") && files_.count("app/" + written) > 0) return "app/" + written;
  return {};
}

void Sources::read_includes(const std::string& root) {
  static const std::regex kInclude(R"re(\s*#\s*include\s*(["<])([^">]+)[">].*)re");
  for (const std::string& from : files_) {
    std::ifstream file(fs::path(root) / below_root(from));
    std::string text;
    for (int line = 1; std::getline(file, text); ++line) {
      std::smatch found;
      if (!std::regex_match(text, found, kInclude)) continue;
      Include include{from, line, found[2], found[1] == "\""};
      if (include.quoted) include.to = meant(from, include.written);
      if (!include.to.empty()) included_[from].insert(include.to);
      includes_.push_back(std::move(include));
    }
  }
}

void Sources::read_targets(const std::string& root) {
  static const std::regex kComment("#[^\n]*");
  static const std::regex kCall(R"((lastseat_library|target_link_libraries)\s*\(([^)]*)\))");
  static const std::regex kName(R"((lastseat_|deps::)\w+)");
  for (const std::string& path : paths_in(root)) {
    if (!path.ends_with("/CMakeLists.txt") || path == "lib/CMakeLists.txt") continue;
    const std::string folder = below_lib(fs::path(path).parent_path().generic_string());
    const std::string text = std::regex_replace(read(fs::path(root) / path), kComment, "");
    Target& target = targets_[folder];
    for (std::sregex_iterator call(text.begin(), text.end(), kCall), end; call != end; ++call) {
      const std::string words = (*call)[2];
      for (std::sregex_iterator name(words.begin(), words.end(), kName); name != end; ++name) {
        (name->str().starts_with("deps::") ? target.packages : target.links).insert(name->str());
      }
    }
    target.links.erase("lastseat_warnings");
    target.links.erase(target_name(folder));
  }
}

std::string Sources::target_of(const std::string& file) const {
  std::string best;
  for (const auto& [folder, target] : targets_) {
    if (is_within(file, folder) && folder.size() > best.size()) best = folder;
  }
  return best;
}

std::set<std::string> Sources::reached_from(const std::string& file) const {
  std::set<std::string> reached{file};
  std::vector<std::string> left{file};
  while (!left.empty()) {
    const auto included = included_.find(left.back());
    left.pop_back();
    if (included == included_.end()) continue;
    for (const std::string& each : included->second) {
      if (reached.insert(each).second) left.push_back(each);
    }
  }
  return reached;
}

std::string target_name(std::string folder) {
  std::replace(folder.begin(), folder.end(), '/', '_');
  return "lastseat_" + folder;
}

bool is_within(std::string_view path, std::string_view folder) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

const Sources& sources() {
  static const Sources read(LASTSEAT_SOURCES);
  return read;
}

}  // namespace lastseat::test
