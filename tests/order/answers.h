// Converts the program's JSON into values of a history, and requests into JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "order/history.h"

namespace lastseat::test::order {

struct HttpRequest {
  std::string method;
  std::string path;
  std::string body;
};
HttpRequest http_of(const Request& request);

// These throw nlohmann::json's exceptions if something is missing.
EntryView entry_of(const nlohmann::json& registration);
EventView event_of(const nlohmann::json& event);
Answer answer_of(const nlohmann::json& body);

}  // namespace lastseat::test::order
