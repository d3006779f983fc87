// The bytes of an answer, as they are sent. Pure functions, any thread.
#pragma once

#include <string>

#include "http/net/response.h"

namespace lastseat::http {

struct Sending {
  bool closing = false;       // the connection ends after it
  bool without_body = false;  // it answers HEAD
};

// Status line, headers and body; without a long body, which is sent after it. From `common`, only
// the headers that the answer lacks.
std::string bytes_of(const Response&, const HeaderList& common, const Sending&);

// These headers, then those of `common` that are missing, then those that every answer has, and the
// empty line.
std::string lines_of(const HeaderList& headers, const HeaderList& common);

}  // namespace lastseat::http
