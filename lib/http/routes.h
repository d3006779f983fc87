// Every method and path of the API, in one table. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/call.h"

namespace lastseat::http {

// Who may call it. Nobody is asked yet who they are: every call is allowed.
enum class Role { anyone, door, desk, organizer };

struct Route {
  std::string_view method;
  std::string_view pattern;  // {name} stands for one segment that is not empty
  Role role;
  Body body;
  std::string_view command;  // that it submits; empty: it only reads
  Handler handler;
};

struct Match {
  const Route* route = nullptr;  // absent: no such path, or no such method on it
  std::vector<std::pair<std::string, std::string>> names = {};  // {name}, and what stands for it
  std::vector<std::string> allowed = {};  // without a route: the methods that this path takes
};

std::span<const Route> routes();

// HEAD finds what GET does.
Match match(std::string_view method, const Target&);

}  // namespace lastseat::http
