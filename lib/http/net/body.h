// A request's body on its way in: how much of it may come, and how it is read. Values; the reader
// is called by the thread that serves the request.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

namespace lastseat::http {

struct BodyLimit {
  std::size_t most;               // bytes
  std::chrono::seconds deadline;  // for all of it, from the last header on
};

enum class Read { whole, too_large, late, broken };
// Reads the request's body into a string, at most so many bytes of it.
using ReadBody = std::function<Read(std::string& body, std::size_t most)>;

}  // namespace lastseat::http
