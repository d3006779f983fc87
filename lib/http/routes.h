// Every method and path of the API, in one table. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "http/call.h"

namespace lastseat::http {

enum class Body { none, json, csv };

struct Route {
  std::string_view method;
  std::string_view pattern;  // {…} stands for one segment that is not empty
  Handler handler;
  Body body = Body::none;
};

struct Match {
  const Route* route = nullptr;           // absent: no such path, or no such method on it
  std::vector<std::string> names = {};    // what stands for {…}
  std::vector<std::string> allowed = {};  // without a route: the methods that this path takes
};

std::span<const Route> routes();

// HEAD finds what GET does.
Match match(std::string_view method, const Target&);

}  // namespace lastseat::http
