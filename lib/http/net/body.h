// A request's body: how large it may be, how long it may take, and how it is read. The reader is
// called on the thread that serves the request.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace lastseat::http {

struct BodyLimit {
  std::size_t most;               // bytes
  std::chrono::seconds deadline;  // for the whole body, from the last header on
};

enum class Read { whole, too_large, late, broken };
// Reads the request's body into a string, at most `most` bytes.
using ReadBody = std::function<Read(std::string& body, std::size_t most)>;

}  // namespace lastseat::http
