// What the handlers ask of a request of httplib's, besides its headers (see header.h): httplib.h is
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
