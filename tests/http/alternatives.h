// The names of the alternatives of Command or Outcome, from the variant itself.
#pragma once

#include <cstddef>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace lastseat::test {

// Of a refusal the reason is the name, so it has none of its own.
template <class Variant>
std::vector<std::string_view> names_of_alternatives() {
  std::vector<std::string_view> names;
  const auto add = [&]<class Each>(std::in_place_type_t<Each>) {
    if constexpr (requires { Each::kName; }) names.push_back(Each::kName);
  };
  [&]<std::size_t... i>(std::index_sequence<i...>) {
    (add(std::in_place_type<std::variant_alternative_t<i, Variant>>), ...);
  }
  (std::make_index_sequence<std::variant_size_v<Variant>>());
  return names;
}

}  // namespace lastseat::test
