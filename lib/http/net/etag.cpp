#include "http/net/etag.h"

#include <algorithm>
#include <charconv>

namespace lastseat::http {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Calls `each` with every tag in a list, with its quotes and without W/. Our tags contain no
// commas.
template <class Each>
void for_each_tag(std::string_view list, Each&& each) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view tag = trimmed(list.substr(0, comma));
    const bool weak = tag.substr(0, 2) == "W/";
    if (weak) tag.remove_prefix(2);
    each(tag, weak);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

}  // namespace

std::string quoted(std::int64_t version) { return '"' + std::to_string(version) + '"'; }

bool names_tag(std::string_view if_none_match, std::string_view etag) {
  if (trimmed(if_none_match) == "*") return true;
  bool found = false;
  for_each_tag(if_none_match, [&](std::string_view tag, bool) { found |= tag == etag; });
  return found;
}

std::optional<std::int64_t> version_in(std::string_view if_match) {
  if (trimmed(if_match).empty() || trimmed(if_match) == "*") return std::nullopt;
  std::int64_t newest = 0;
  for_each_tag(if_match, [&](std::string_view tag, bool weak) {
    if (weak || tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return;
    std::int64_t version = 0;
    const char* end = tag.data() + tag.size() - 1;
    const auto [at, error] = std::from_chars(tag.data() + 1, end, version);
    if (error == std::errc() && at == end) newest = std::max(newest, version);
  });
  return newest;
}

}  // namespace lastseat::http
