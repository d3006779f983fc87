// The target of a request (path and query), parsed strictly. The path is split before it is
// decoded, so that 2021/CS/045 can be sent as one segment, 2021%2FCS%2F045. Values; any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lastseat::http {

struct Target {
  std::string path;                   // decoded
  std::vector<std::string> segments;  // decoded; "/" is one empty segment
  std::vector<std::pair<std::string, std::string>> query;
};

// Throws Refusal (net/problem.h), 400, for malformed escapes, control characters and text that is
// not UTF-8.
Target parse_target(std::string_view target);

}  // namespace lastseat::http
