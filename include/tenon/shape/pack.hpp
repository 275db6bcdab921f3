// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/config.hpp>

#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

/// Values side by side, as the library's own code keeps them. A std::tuple also compares, swaps and converts: one of two
/// values costs a compiler what an operation on tensors costs.
namespace tenon::detail {

template <std::size_t I, class X>
struct PackItem {
  X value;
};
template <class Seq, class... X>
struct PackOf;
/// In braces its arguments are evaluated from left to right.
template <std::size_t... I, class... X>
struct PackOf<std::index_sequence<I...>, X...> : PackItem<I, X>... {
  TENON_INLINE constexpr explicit PackOf(X&&... x) : PackItem<I, X>{static_cast<X&&>(x)}... {}
};
template <class... X>
using Pack = PackOf<std::index_sequence_for<X...>, X...>;

/// f(values...).
template <class F, std::size_t... I, class... X>
constexpr decltype(auto) apply_to(F const& f, PackOf<std::index_sequence<I...>, X...> const& p) {
  return f(static_cast<PackItem<I, X> const&>(p).value...);
}

template <class F, class Tuple, std::size_t... I>
constexpr decltype(auto) apply_elements(F const& f, Tuple& t, std::index_sequence<I...>) {
  return f(std::get<I>(t)...);
}
/// The same with the elements of a tuple, as lvalues.
template <class F, class Tuple>
  requires requires { std::tuple_size<std::remove_cvref_t<Tuple>>::value; }
constexpr decltype(auto) apply_to(F const& f, Tuple&& t) {
  return apply_elements(f, t, std::make_index_sequence<std::tuple_size<std::remove_cvref_t<Tuple>>::value>{});
}

}  // namespace tenon::detail
