// Finds a header of an httplib request, whose percent-escapes httplib has already decoded. Any
// thread.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace httplib {
struct Request;
}

namespace lastseat::http {

struct Header {
  std::string_view value = {};  // of the first; lives as long as the request
  std::size_t count = 0;        // 0: there is none
};

// Names are compared without regard to case.
Header find_header(const httplib::Request&, std::string_view name);

// The items of a list with commas, without blanks around them. They live as long as `value`.
std::vector<std::string_view> items_of(std::string_view value);

}  // namespace lastseat::http
