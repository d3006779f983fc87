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
  std::string_view pattern;  // {…} matches one segment that is not empty
  Handler handler;
  Body body = Body::none;
};

struct Match {
  const Route* route = nullptr;           // absent if the path or its method is unknown
  std::vector<std::string> names = {};    // what matched {…}
  std::vector<std::string> allowed = {};  // without a route: the methods of this path
};

std::span<const Route> routes();

// HEAD finds the route of GET.
Match match(std::string_view method, const Target&);

}  // namespace lastseat::http
