// What the sources and the CMake files of lib/ and app/ say of themselves. A file of lib/ is named
// without "lib/", as an #include names it.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat::test {

struct Include {
  std::string from;  // "domain/events.cpp", "app/serve.cpp"
  int line = 0;
  std::string written;  // between the quotes or brackets
  bool quoted = true;
  std::string to = {};  // the file of ours that is meant; empty if there is none
};

// "lib/domain/events.cpp:7: #include "json/values.h""
std::string text_of(const Include&);

// A CMake target, as its folder's CMakeLists.txt makes it.
struct Target {
  std::set<std::string> links;     // those of ours: "lastseat_domain"
  std::set<std::string> packages;  // "deps::sodium"
};

class Sources {
 public:
  explicit Sources(const std::string& root);

  const std::set<std::string>& files() const { return files_; }
  const std::vector<Include>& includes() const { return includes_; }
  const std::map<std::string, Target>& targets() const { return targets_; }  // by folder

  // The folder whose target compiles the file.
  std::string target_of(const std::string& file) const;
  // The files that it includes, through others too, and itself.
  std::set<std::string> reached_from(const std::string& file) const;

 private:
  std::string meant(const std::string& from, const std::string& written) const;
  void read_includes(const std::string& root);
  void read_targets(const std::string& root);

  std::set<std::string> files_;
  std::vector<Include> includes_;
  std::map<std::string, std::set<std::string>> included_;  // by file
  std::map<std::string, Target> targets_;
};

// "http/net" → "lastseat_http_net"
std::string target_name(std::string folder);

// Whether it is that file or folder, or below that folder.
bool is_within(std::string_view path, std::string_view folder);

// The sources of the project that this test belongs to.
const Sources& sources();

}  // namespace lastseat::test
