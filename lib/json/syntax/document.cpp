#include "json/syntax/document.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "json/syntax/text.h"

namespace lastseat::json {

const Value* Value::find(std::string_view member) const {
  if (!get<Object>()) return nullptr;
  for (const Value& each : *this) {
    if (each.name == member) return &each;
  }
  return nullptr;
}

bool Value::operator==(const Value& other) const {
  return std::equal(this, this + count, &other, &other + other.count,
                    [](const Value& one, const Value& two) {
                      return one.name == two.name && one.data == two.data && one.count == two.count;
                    });
}

void Document::set(std::string_view name, Value::Data value) {
  for (std::size_t i = 1; i < values_.size(); i += values_[i].count) {
    if (values_[i].name != name) continue;
    values_[i].data = value;
    return;
  }
  values_.push_back({.name = name, .data = value});
  ++values_.front().count;
}

void append_sorted(std::string& out, const Value& value) {
  Text text(out);
  if (const auto* words = value.get<std::string_view>()) {
    text.value(*words);
  } else if (value.get<Object>()) {
    std::vector<const Value*> members;
    members.reserve(value.count);
    for (const Value& each : value) members.push_back(&each);
    std::sort(members.begin(), members.end(),
              [](const Value* a, const Value* b) { return a->name < b->name; });
    text.open();
    for (const Value* each : members) {
      text.value(each->name);
      out += ':';
      append_sorted(out, *each);
    }
    text.close();
  } else if (value.get<List>()) {
    text.open_list();
    for (const Value& each : value) append_sorted(out, each);
    text.close_list();
  } else if (const auto* number = value.get<std::int64_t>()) {
    text.value(*number);
  } else if (const auto* large = value.get<std::uint64_t>()) {
    text.raw(std::to_string(*large));
  } else if (const auto* real = value.get<double>()) {
    text.raw(nlohmann::json(*real).dump());
  } else if (const auto* yes = value.get<bool>()) {
    text.value(*yes);
  } else {
    text.null();
  }
}

}  // namespace lastseat::json
