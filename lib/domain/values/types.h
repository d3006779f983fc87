// Lists of types. Each room of the domain has its own; command.h, outcome.h and change.h join them.
#pragma once

#include <variant>

namespace lastseat {

template <class... T>
struct Types {};

template <class... Lists>
struct Joined;
template <class... T>
struct Joined<Types<T...>> {
  using Variant = std::variant<T...>;
};
template <class... T, class... U, class... Rest>
struct Joined<Types<T...>, Types<U...>, Rest...> : Joined<Types<T..., U...>, Rest...> {};

// A variant of all types in these lists.
template <class... Lists>
using VariantOf = typename Joined<Lists...>::Variant;

}  // namespace lastseat
