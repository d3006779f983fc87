#include "text/message.h"

namespace lastseat {
namespace {

std::string spelt(const Message::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  std::string out;
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) {
    for (const std::string& each : *list) out += (out.empty() ? "" : ", ") + each;
  } else {
    for (const Message& each : std::get<std::vector<Message>>(value)) {
      out += (out.empty() ? "" : ", ") + spelt(each);
    }
  }
  return out;
}

}  // namespace

std::string spelt(const Message& message) {
  std::string values;
  for (const auto& [name, value] : message.values) {
    values += (values.empty() ? "" : ", ") + name + " " + spelt(value);
  }
  return values.empty() ? message.code : message.code + " (" + values + ")";
}

}  // namespace lastseat
