// What our flat list of JSON values is compared with: the tree that the JSON library makes of the
// same text.
#pragma once

#include <algorithm>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "json/syntax/document.h"
#include "json/syntax/text.h"

namespace lastseat::test {

using Tree = nlohmann::ordered_json;

// The same values of the same types, the members in the same order.
inline bool same(const json::Value& value, const Tree& tree) {
  if (value.get<json::Object>() || value.get<json::List>()) {
    const bool is_object = value.get<json::Object>() != nullptr;
    if (is_object ? !tree.is_object() : !tree.is_array()) return false;
    auto at = tree.begin();
    for (const json::Value& each : value) {
      if (at == tree.end() || !same(each, *at)) return false;
      if (each.name != (is_object ? at.key() : "")) return false;
      ++at;
    }
    return at == tree.end();
  }
  if (const auto* words = value.get<std::string_view>()) {
    return tree.is_string() && tree.get_ref<const std::string&>() == *words;
  }
  if (const auto* number = value.get<std::int64_t>()) {
    return tree.is_number_integer() && tree.dump() == std::to_string(*number);
  }
  if (const auto* large = value.get<std::uint64_t>()) {
    return tree.is_number_unsigned() && tree.dump() == std::to_string(*large);
  }
  if (const auto* real = value.get<double>()) {
    return tree.is_number_float() && tree.get<double>() == *real;
  }
  if (const auto* yes = value.get<bool>()) return tree.is_boolean() && tree.get<bool>() == *yes;
  return tree.is_null();
}

// The tree as it was written for the hash of a retry before there were flat lists.
inline void append_sorted(std::string& out, const Tree& tree) {
  json::Text text(out);
  if (tree.is_array()) {
    text.open_list();
    for (const Tree& each : tree) append_sorted(out, each);
    text.close_list();
  } else if (tree.is_object()) {
    std::vector<std::string> names;
    for (const auto& [name, each] : tree.items()) names.push_back(name);
    std::sort(names.begin(), names.end());
    text.open();
    for (const std::string& name : names) {
      text.value(name);
      out += ':';
      append_sorted(out, tree[name]);
    }
    text.close();
  } else if (tree.is_string()) {
    text.value(tree.get_ref<const std::string&>());
  } else {
    text.raw(tree.dump());
  }
}

}  // namespace lastseat::test
