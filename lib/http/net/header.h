// Finds a header of an httplib request, whose percent-escapes httplib has already decoded. Any
// thread.
#pragma once

#include <cstddef>
#include <string_view>

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

}  // namespace lastseat::http
