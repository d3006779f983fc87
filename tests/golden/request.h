// A request of a golden fest, as JSON: method, path, headers, body.
#pragma once

#include "support/desk.h"

namespace lastseat::test {

inline httplib::Result send(httplib::Client& client, const nlohmann::json& request) {
  httplib::Request wanted;
  wanted.method = request["method"];
  wanted.path = request["path"];
  for (const auto& [name, value] : request["headers"].items()) wanted.set_header(name, value);
  wanted.body = request["body"];
  return client.send(wanted);
}

inline nlohmann::json request(const std::string& method, const std::string& path,
                              const std::string& body,
                              const std::string& type = "application/json") {
  nlohmann::json headers{{"Lastseat-Desk", "north"}, {"Lastseat-Who", "Asha"}};
  if (!body.empty()) headers["Content-Type"] = type;
  return {{"method", method}, {"path", path}, {"headers", headers}, {"body", body}};
}

inline nlohmann::json post(const std::string& path, const nlohmann::json& body) {
  return request("POST", path, body.dump());
}

}  // namespace lastseat::test
