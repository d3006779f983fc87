// The answer to a request, before it becomes bytes. A value.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lastseat::http {

// A body that is too long for a string: it is read in pieces, as the client receives it.
struct LongBody {
  std::size_t size = 0;
  // At most `most` bytes from `offset`; none if they cannot be read: then the connection ends. On
  // the thread of the connections; must not throw.
  std::function<std::string(std::size_t offset, std::size_t most)> read = {};
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  HeaderList headers = {};
  std::optional<LongBody> long_body = {};  // instead of the body

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

}  // namespace lastseat::http
