// The names of an enum's values, as tables, files and answers spell them. An enum with names has a
// specialisation of Names next to it; reading and writing follow from that. Constant data; any
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lastseat {

// A specialisation has `kAll`: every value with its name, in the order of the enum's values, which
// count from 0.
template <class Enum>
struct Names;

template <class Enum>
concept Named = requires {
  Names<Enum>::kAll;
};

template <class Enum>
using NameOf = std::pair<Enum, std::string_view>;

// A value without a name moves the names behind it out of their places.
template <Named Enum>
constexpr bool names_are_in_order() {
  for (std::size_t i = 0; i < Names<Enum>::kAll.size(); ++i) {
    if (static_cast<std::size_t>(Names<Enum>::kAll[i].first) != i) return false;
  }
  return true;
}

template <Named Enum>
constexpr std::string_view name(Enum value) {
  static_assert(names_are_in_order<Enum>());
  return Names<Enum>::kAll.at(static_cast<std::size_t>(value)).second;
}

// Absent if no value has that name.
template <Named Enum>
constexpr std::optional<Enum> value_named(std::string_view name) {
  for (const auto& [value, its_name] : Names<Enum>::kAll) {
    if (its_name == name) return value;
  }
  return std::nullopt;
}

template <Named Enum>
std::vector<std::string> all_names() {
  std::vector<std::string> names;
  for (const auto& [value, its_name] : Names<Enum>::kAll) names.emplace_back(its_name);
  return names;
}

}  // namespace lastseat
