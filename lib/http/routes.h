// Every method and path of the API, in one table. Any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/call.h"

namespace lastseat::http {

// Who may call it. This version does not ask who somebody is: every call is allowed.
enum class Role { anyone, door, desk, organizer };

struct Route {
  std::string_view method;
  std::string_view pattern;  // {name} stands for one segment that is not empty
  Role role;
  Body body;
  std::string_view command;  // the command that it submits; empty: it only reads
  Handler handler;
  Lane (*lane)(Call&);  // where the handler runs, and its next step (Submission::then)
};

struct Match {
  const Route* route = nullptr;  // absent: no such path, or no such method on it
  std::vector<std::pair<std::string, std::string>> names = {};  // each {name} with its value
  std::vector<std::string> allowed = {};  // if there is no route: the methods of this path
};

std::span<const Route> routes();

// HEAD matches the routes of GET.
Match match(std::string_view method, const Target&);

}  // namespace lastseat::http
