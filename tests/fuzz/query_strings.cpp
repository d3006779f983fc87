// Addresses: the request target in the first line → path, names and parameters.
//
// Any bytes are refused with 400 and a JSON problem, or they are split into UTF-8 texts without
// control characters, which give the same texts when they are escaped and split again. Parameters
// are within their ranges, or named in a refusal.
#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "domain/values/registration.h"
#include "fuzz/fuzz.h"
#include "http/net/problem.h"
#include "http/net/query.h"
#include "http/net/target.h"
#include "http/routes.h"
#include "json/syntax/parse.h"
#include "text/blank.h"
#include "text/utf8.h"

namespace lastseat::fuzz {
namespace {

using http::Target;

nlohmann::json parsed(const http::Response& response) {
  Message error;
  expect(json::parse(response.body, error).has_value(),
         "a refusal's body is JSON: " + response.body);
  auto body = nlohmann::json::parse(response.body);
  expect(body.at("status") == response.status, "a refusal's body carries its status");
  return body;
}

bool clean(const std::string& text) {
  return std::none_of(text.begin(), text.end(), text::is_control) &&
         text::first_bad_utf8(text) == std::string_view::npos;
}

std::string escaped(const std::string& text) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return out;
}

std::string spelled(const Target& target) {
  std::string out;
  for (const std::string& segment : target.segments) out += "/" + escaped(segment);
  char separator = '?';
  for (const auto& [name, value] : target.query) {
    out += separator + escaped(name) + "=" + escaped(value);
    separator = '&';
  }
  return out;
}

void look_at(const Target& target) {
  std::string joined;
  for (const std::string& segment : target.segments) joined += "/" + segment;
  expect(joined == target.path, "the segments are the path");
  expect(clean(target.path), "a path is clean text");
  for (const auto& [name, value] : target.query) {
    expect(clean(name) && clean(value), "a parameter is clean text");
  }
  const Target again = http::parse_target(spelled(target));
  expect(again.segments == target.segments && again.query == target.query,
         "what is taken apart, escaped, and taken apart again is the same");
}

void look_for_routes(const Target& target) {
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""}) {
    const http::Match found = http::match(method, target);
    if (!found.route) {
      expect(std::find(found.allowed.begin(), found.allowed.end(), method) == found.allowed.end(),
             "a method that is allowed finds its route");
      continue;
    }
    const auto open = std::count(found.route->pattern.begin(), found.route->pattern.end(), '{');
    expect(static_cast<std::size_t>(open) == found.names.size(), "each {…} has its name");
    for (const auto& [name, value] : found.names) expect(!value.empty(), "no name is empty");
  }
}

void ask(const Target& target) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  http::Query query(target.query);
  const auto event = query.text("event");
  const std::int64_t limit = query.number("limit", 100, 1, 500);
  const std::int64_t after = query.number("after", 0, 0, kMost);
  const bool fresh = query.boolean("dry_run", false);
  const auto status = query.choice<Status>("status", all_names<Status>(), value_named<Status>);
  expect(!event || !event->empty(), "a text that is given is not empty");
  expect(limit >= 1 && limit <= 500 && after >= 0, "a number is in its range");

  bool mistaken = false;
  bool asks_dry_run = false;
  std::vector<std::string> seen;
  for (const auto& [name, value] : target.query) {
    mistaken |= std::find(seen.begin(), seen.end(), name) != seen.end();
    seen.push_back(name);
    if (name == "event") continue;
    if (name == "dry_run") {
      mistaken |= value != "true" && value != "1" && value != "false" && value != "0";
      asks_dry_run |= value == "true" || value == "1";
    } else if (name == "status") {
      mistaken |= !value.empty() && !status;
    } else if (name == "limit" || name == "after") {
      mistaken |= value != std::to_string(name == "limit" ? limit : after) && value[0] != '0' &&
                  value.substr(0, 2) != "-0";
    } else {
      mistaken = true;
    }
  }
  bool refused = false;
  try {
    query.finish();
  } catch (const http::Refusal& refusal) {
    refused = true;
    expect(refusal.response.status == 422, "a wrong parameter is 422");
    expect(!parsed(refusal.response).at("errors").empty(), "the wrong parameter is named");
  }
  expect(refused || !mistaken, "what is wrong, unknown or there twice is refused");
  expect(refused || fresh == asks_dry_run, "a flag says what was asked");
}

}  // namespace

void query_strings(std::string_view input) {
  Target target;
  try {
    target = http::parse_target(input);
  } catch (const http::Refusal& refusal) {
    expect(refusal.response.status == 400, "an address that cannot be read is 400");
    parsed(refusal.response);
    return;
  }
  look_at(target);
  look_for_routes(target);
  ask(target);
}

}  // namespace lastseat::fuzz
