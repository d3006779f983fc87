#include "http/net/request.h"

#include <httplib.h>

namespace lastseat::http {

const std::string& method_of(const httplib::Request& request) { return request.method; }

const std::string& target_of(const httplib::Request& request) { return request.target; }

std::uint64_t length_of(const httplib::Request& request) {
  return request.get_header_value_u64("Content-Length");
}

}  // namespace lastseat::http
