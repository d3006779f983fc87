// What the program's JSON says, as values of a history; and the requests the other way round.
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

// These throw what nlohmann::json throws where something is missing.
EntryView entry_of(const nlohmann::json& registration);
EventView event_of(const nlohmann::json& event);
Answer answer_of(const nlohmann::json& body);

}  // namespace lastseat::test::order
