// The names of an enum's values, as tables, files and answers spell them. An enum with names has a
// specialisation of Names next to it; reading and writing follow from that. Constant data; any
// thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lastseat {

// A specialisation has `kAll`: the names, in the order of the enum's values, which count from 0.
template <class Enum>
struct Names;

template <class Enum>
concept Named = requires {
  Names<Enum>::kAll;
};

template <Named Enum>
constexpr std::string_view name(Enum value) {
  return Names<Enum>::kAll[static_cast<std::size_t>(value)];
}

// Absent if no value has that name.
template <Named Enum>
constexpr std::optional<Enum> value_named(std::string_view name) {
  for (std::size_t i = 0; i < Names<Enum>::kAll.size(); ++i) {
    if (Names<Enum>::kAll[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

template <Named Enum>
std::vector<std::string> all_names() {
  return {Names<Enum>::kAll.begin(), Names<Enum>::kAll.end()};
}

}  // namespace lastseat
