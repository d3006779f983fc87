// What handlers need of an httplib request, besides its headers (header.h). So httplib.h is
// included in this folder only. Any thread.
#pragma once

#include <cstdint>
#include <string>

namespace httplib {
struct Request;
}

namespace lastseat::http {

const std::string& method_of(const httplib::Request&);
const std::string& target_of(const httplib::Request&);
// The length of the body, as Content-Length says; 0 without one.
std::uint64_t length_of(const httplib::Request&);

}  // namespace lastseat::http
