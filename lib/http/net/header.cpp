#include "http/net/header.h"

#include <httplib.h>

#include <algorithm>

#include "text/blank.h"
#include "text/compare.h"

namespace lastseat::http {

// A request has few headers: comparing each name is faster than hashing.
Header find_header(const httplib::Request& request, std::string_view name) {
  Header found;
  for (const auto& [each, value] : request.headers) {
    if (!text::same_ignoring_case(each, name)) continue;
    if (++found.count == 1) found.value = value;
  }
  return found;
}

std::vector<std::string_view> items_of(std::string_view value) {
  std::vector<std::string_view> items;
  while (!value.empty()) {
    const std::size_t comma = std::min(value.find(','), value.size());
    items.push_back(text::trimmed(value.substr(0, comma)));
    value.remove_prefix(std::min(comma + 1, value.size()));
  }
  return items;
}

}  // namespace lastseat::http
