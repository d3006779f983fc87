#include "http/call.h"

#include <httplib.h>

namespace lastseat::http {

std::string Call::request_line() const { return request.method + " " + request.target; }

}  // namespace lastseat::http
