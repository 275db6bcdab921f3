// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/arithmetic.hpp>

/// Arguments that are constants: parts of a traced function's signature.
namespace tenon {

/// A constant as a type: what `ct<V>` is. Its value is read by conversion, by `n()` and as `value`, all constants. A function
/// that takes it as `auto n`, by value, can use it as an axis, an extent, a bound of a loop or in `if constexpr`.
template <auto V>
struct ct_t {
  using value_type = decltype(V);
  static constexpr value_type value = V;

  constexpr operator value_type() const { return V; }
  constexpr value_type operator()() const { return V; }

  // Beside a tensor it is the number that it stands for.
  template <Operand X>
  friend constexpr auto operator+(X&& x, ct_t) {
    return static_cast<X&&>(x) + V;
  }
  template <Operand X>
  friend constexpr auto operator+(ct_t, X&& x) {
    return V + static_cast<X&&>(x);
  }
  template <Operand X>
  friend constexpr auto operator-(X&& x, ct_t) {
    return static_cast<X&&>(x) - V;
  }
  template <Operand X>
  friend constexpr auto operator-(ct_t, X&& x) {
    return V - static_cast<X&&>(x);
  }
  template <Operand X>
  friend constexpr auto operator*(X&& x, ct_t) {
    return static_cast<X&&>(x) * V;
  }
  template <Operand X>
  friend constexpr auto operator*(ct_t, X&& x) {
    return V * static_cast<X&&>(x);
  }
  template <Operand X>
  friend constexpr auto operator/(X&& x, ct_t) {
    return static_cast<X&&>(x) / V;
  }
  template <Operand X>
  friend constexpr auto operator/(ct_t, X&& x) {
    return V / static_cast<X&&>(x);
  }
};

/// A compile-time argument of a traced function: `f(x, ct<3>)`. There is a program for each value; it is no leaf of the graph,
/// has no derivative and is the same for all inputs of a `vmap`.
template <auto V>
inline constexpr ct_t<V> ct{};

namespace detail {
template <class X>
inline constexpr bool is_compile_time = false;
template <auto V>
inline constexpr bool is_compile_time<ct_t<V>> = true;
}  // namespace detail

}  // namespace tenon
