// The headers of a request as httplib has read them, percent-escapes decoded. Any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace httplib {
struct Request;
}

namespace lastseat::http {

struct Header {
  std::string_view value = {};  // of the first one; lives as long as the request
  std::size_t count = 0;        // 0: there is none
};

// Upper and lower case are the same in names.
Header find_header(const httplib::Request&, std::string_view name);

}  // namespace lastseat::http
