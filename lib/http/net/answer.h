// The bytes of an answer, as they are sent. Pure functions, any thread.
#pragma once

#include <string>

#include "http/net/response.h"

namespace lastseat::http {

struct Sending {
  bool closing = false;       // the connection ends after it
  bool without_body = false;  // it answers HEAD
};

// Status line, headers and body; without a long body, which is sent after it. Of `common`, the
// headers that the answer does not bring.
std::string bytes_of(const Response&, const HeaderList& common, const Sending&);

// The headers that every answer has, and the empty line after them.
std::string lines_of(const HeaderList& headers, const HeaderList& common);

}  // namespace lastseat::http
