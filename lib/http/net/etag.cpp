#include "http/net/etag.h"

#include <algorithm>

#include "text/blank.h"

namespace lastseat::http {
namespace {

// Calls `each` with every tag in a list, with its quotes and without W/. Our tags contain no
// commas.
template <class Each>
void for_each_tag(std::string_view list, Each&& each) {
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    std::string_view tag = text::trimmed(list.substr(0, comma));
    const bool weak = tag.substr(0, 2) == "W/";
    if (weak) tag.remove_prefix(2);
    each(tag, weak);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
}

}  // namespace

std::string entity_tag(std::string_view tag) { return '"' + std::string(tag) + '"'; }

bool names_tag(std::string_view if_none_match, std::string_view etag) {
  if (text::trimmed(if_none_match) == "*") return true;
  bool found = false;
  for_each_tag(if_none_match, [&](std::string_view tag, bool) { found |= tag == etag; });
  return found;
}

std::optional<std::vector<std::string_view>> tags_in(std::string_view if_match) {
  if (text::trimmed(if_match) == "*") return std::nullopt;
  std::vector<std::string_view> tags;
  for_each_tag(if_match, [&](std::string_view tag, bool weak) {
    if (weak || tag.size() < 3 || tag.front() != '"' || tag.back() != '"') return;
    tags.push_back(tag.substr(1, tag.size() - 2));
  });
  return tags;
}

}  // namespace lastseat::http
