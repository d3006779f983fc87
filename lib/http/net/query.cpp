#include "http/net/query.h"

#include <algorithm>

#include "text/number.h"

namespace lastseat::http {

std::optional<std::string> Query::text(const std::string& name) {
  const std::string* value = find(name);
  return value && !value->empty() ? std::optional(*value) : std::nullopt;
}

std::int64_t Query::number(const std::string& name, std::int64_t absent, std::int64_t low,
                           std::int64_t high) {
  const std::string* value = find(name);
  if (!value) return absent;
  const std::optional<std::int64_t> number = text::number(*value);
  if (number && *number >= low && *number <= high) return *number;
  complain(name, Message{"query.not_a_number", {{"name", name}, {"low", low}, {"high", high}}});
  return absent;
}

bool Query::boolean(const std::string& name, bool absent) {
  const std::string* value = find(name);
  if (!value) return absent;
  if (*value == "true" || *value == "1") return true;
  if (*value == "false" || *value == "0") return false;
  complain(name, Message{"query.not_a_boolean", {{"name", name}}});
  return absent;
}

void Query::finish() {
  for (const auto& [name, value] : pairs_) {
    if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
      complain(name, Message{"query.unknown", {{"name", name}}});
    }
  }
  if (!mistakes_.empty()) throw Refusal{mistaken(mistakes_)};
}

const std::string* Query::find(const std::string& name) {
  asked_.push_back(name);
  const std::string* found = nullptr;
  for (const auto& [key, value] : pairs_) {
    if (key != name) continue;
    if (found) {
      complain(name, Message{"query.repeated", {{"name", name}}});
      break;
    }
    found = &value;
  }
  return found;
}

void Query::complain_of_choice(const std::string& name, std::vector<std::string> words) {
  complain(name, Message{"query.not_a_choice", {{"name", name}, {"choices", std::move(words)}}});
}

void Query::complain(const std::string& name, Message what) {
  mistakes_.push_back({std::move(what), "parameter", name});
}

}  // namespace lastseat::http
