#include "http/call.h"

#include <httplib.h>

namespace lastseat::http {

std::string Call::header(const char* name) const { return request.get_header_value(name); }

std::size_t Call::headers(const char* name) const { return request.get_header_value_count(name); }

std::string Call::request_line() const { return request.method + " " + request.target; }

}  // namespace lastseat::http
