#include "http/net/header.h"

#include <httplib.h>

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

}  // namespace lastseat::http
