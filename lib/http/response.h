// What a call is answered with, before it becomes bytes. A value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace lastseat {
class Spool;
}

namespace lastseat::http {

struct Response {
  int status = 200;
  std::string content_type = "application/json";
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  std::shared_ptr<Spool> spool = {};  // instead of the body: sent at the client's pace
  std::int64_t seq = 0;               // of the command that it answers

  Response& with(std::string name, std::string value) {
    headers.emplace_back(std::move(name), std::move(value));
    return *this;
  }
};

}  // namespace lastseat::http
