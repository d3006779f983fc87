// Lists of types: each room of the domain lists its own, and the lists of all join them.
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

// A value of any type of these lists.
template <class... Lists>
using VariantOf = typename Joined<Lists...>::Variant;

}  // namespace lastseat
