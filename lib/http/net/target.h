// What a request asks for: the target of its first line, taken apart strictly. The path is split
// before it is decoded, so a roll such as 2021/CS/045 travels as one segment, 2021%2FCS%2F045.
// Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lastseat::http {

struct Target {
  std::string path;                   // decoded, for pages
  std::vector<std::string> segments;  // decoded; "/" alone is one empty one
  std::vector<std::pair<std::string, std::string>> query;
};

// Throws Refusal (net/problem.h), 400, for escapes that are none, for control characters and for
// what is not UTF-8.
Target parse_target(std::string_view target);

}  // namespace lastseat::http
