#include "http/call.h"

#include "http/net/request.h"

namespace lastseat::http {

std::string Call::request_line() const { return method_of(*request) + " " + target_of(*request); }

}  // namespace lastseat::http
