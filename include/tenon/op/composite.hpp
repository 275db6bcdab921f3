// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/division.hpp>
#include <tenon/op/identity.hpp>
#include <tenon/op/power.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/signs.hpp>
#include <tenon/op/softmax.hpp>
#include <tenon/op/statistics.hpp>
#include <tenon/op/trigonometric.hpp>

/// Functions made of others: tests of numbers, logic, closeness, interpolation, normalisation.
namespace tenon {

namespace detail {
/// A number or a tensor as truth: what is not zero is true.
template <class X>
constexpr auto truth(X&& x) {
  if constexpr (is_scalar<X>)
    return x != std::remove_cvref_t<X>(0);
  else
    return cast<bool>(static_cast<X&&>(x));
}
}  // namespace detail

/// Logic elementwise; of numbers, what is not zero is true. The first three are `&&`, `||` and `!` of tensors of bool.
/// [A...], [B...] -> bool [broadcast]
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_and(A&& a, B&& b) {
  return detail::truth(static_cast<A&&>(a)) && detail::truth(static_cast<B&&>(b));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_or(A&& a, B&& b) {
  return detail::truth(static_cast<A&&>(a)) || detail::truth(static_cast<B&&>(b));
}
template <Operand X>
constexpr auto logical_not(X&& x) {
  return !detail::truth(static_cast<X&&>(x));
}
template <class A, class B>
  requires Operands<A, B>
constexpr auto logical_xor(A&& a, B&& b) {
  return Elementwise<op::LogicalXor>::call(detail::truth(static_cast<A&&>(a)), detail::truth(static_cast<B&&>(b)));
}

/// Whether an element is NaN, infinite, or neither; integers are finite.   [S...] -> [S...]
template <Operand X>
constexpr auto isnan(X&& x) {
  return detail::again<X>(x) != detail::again<X>(x);
}
template <Operand X>
constexpr auto isinf(X&& x) {
  if constexpr (std::is_floating_point_v<detail::value_of_t<X>>)
    return abs(detail::again<X>(x)) == highest_of<detail::value_of_t<X>>();
  else
    return detail::again<X>(x) != detail::again<X>(x);
}
template <Operand X>
constexpr auto isfinite(X&& x) {
  if constexpr (std::is_floating_point_v<detail::value_of_t<X>>)
    return abs(detail::again<X>(x)) < highest_of<detail::value_of_t<X>>();
  else
    return detail::again<X>(x) == detail::again<X>(x);
}
/// Whether an element is plus, or minus, infinity.   [S...] -> [S...]
template <Operand X>
constexpr auto isposinf(X&& x) {
  return isinf(detail::again<X>(x)) && detail::again<X>(x) > 0;
}
template <Operand X>
constexpr auto isneginf(X&& x) {
  return isinf(detail::again<X>(x)) && detail::again<X>(x) < 0;
}
/// NaN replaced by `nan`, infinities by the largest and the least finite numbers; integers stay.   [S...] -> [S...]
template <Operand X>
constexpr auto nan_to_num(X&& x, detail::value_of_t<X> nan = 0) {
  using T = detail::value_of_t<X>;
  if constexpr (std::is_floating_point_v<T>) {
    constexpr T most = static_cast<T>(sizeof(T) == 4 ? 0x1.fffffep127 : 0x1.fffffffffffffp1023);
    return where(isnan(detail::again<X>(x)), nan, clip(detail::again<X>(x), -most, most));
  } else
    return stop_gradient(static_cast<X&&>(x));
}

/// |a - b| <= atol + rtol |b|, as NumPy's; infinities are close to themselves, NaN to nothing.   [A...], [B...] -> [broadcast]
template <Operand A, Operand B>
constexpr auto isclose(A&& a, B&& b, double rtol = 1e-5, double atol = 1e-8) {
  using T = detail::value_of_t<A>;
  return ((abs(detail::again<A>(a) - detail::again<B>(b)) <=
           static_cast<T>(atol) + static_cast<T>(rtol) * abs(detail::again<B>(b))) &&
          isfinite(detail::again<B>(b))) ||
         (detail::again<A>(a) == detail::again<B>(b));
}
/// Whether all elements are close.   [A...], [B...] -> []
template <Operand A, Operand B>
constexpr auto allclose(A&& a, B&& b, double rtol = 1e-5, double atol = 1e-8) {
  return all_of(isclose(detail::again<A>(a), detail::again<B>(b), rtol, atol));
}

/// a + w (b - a): a where w is 0, b where it is 1.   [A...], [B...], [W...] -> [broadcast]
template <Operand A, Operand B, class W>
constexpr auto lerp(A&& a, B&& b, W&& w) {
  return detail::again<A>(a) + detail::again<W>(w) * (detail::again<B>(b) - detail::again<A>(a));
}

/// 0 below zero, 1 above, `at_zero` at zero; NaN stays; the derivative is 0.   [S...] -> [S...]
template <Operand X>
constexpr auto heaviside(X&& x, detail::value_of_t<X> at_zero) {
  using T = detail::value_of_t<X>;
  return where(detail::again<X>(x) == T(0), at_zero, maximum(sign(detail::again<X>(x)), T(0)));
}
/// Degrees as radians, and radians as degrees; floating dtypes.   [S...] -> [S...]
template <Operand X>
constexpr auto deg2rad(X&& x) {
  return static_cast<X&&>(x) * 0.017453292519943295;
}
template <Operand X>
constexpr auto rad2deg(X&& x) {
  return static_cast<X&&>(x) * 57.29577951308232;
}
/// sin(pi x) / (pi x), 1 at 0; floating dtypes.   [S...] -> [S...]
template <Operand X>
constexpr auto sinc(X&& x) {
  using T = detail::value_of_t<X>;
  auto const y = detail::again<X>(x) * 3.141592653589793;
  // Near 0 two terms of the series are enough, and so is their derivative; a quotient of small numbers would not be.
  auto const near = abs(y) < T(sizeof(T) == 4 ? 0.04 : 4e-4);
  return where(near, T(1) - square(y) / T(6), sin(y) / where(near, T(1), y));
}
/// -x and x, as functions.   [S...] -> [S...]
template <Operand X>
constexpr auto negative(X&& x) {
  return -static_cast<X&&>(x);
}
template <Operand X>
constexpr auto positive(X&& x) {
  return static_cast<X&&>(x) * detail::value_of_t<X>(1);  // which the graph drops
}

namespace op {

/// Ba et al., Layer Normalization (2016).
struct LayerNormalization {
  template <class V>
  static constexpr V record(V x, std::uint32_t axes, V epsilon) {
    Builder& b = *x.builder;
    Dims const full = b[x.id].dims;
    V const d = x - V{&b, expand_reduced(b, reduce(b, op::mean, x.id, axes), full, axes)};
    V const variance{&b, reduce(b, op::mean, elementwise<Square>(d).id, axes)};
    return d * V{&b, expand_reduced(b, elementwise<Rsqrt>(variance + epsilon).id, full, axes)};
  }
};

}  // namespace op

/// (x - mean) / sqrt(variance + epsilon) along axes (the last, without one); scale and shift are the caller's:
/// `layer_normalization(x) * gamma + beta`.   [S...] -> [S...]
template <Operand X>
constexpr auto layer_normalization(X&& x, double epsilon = 1e-3) {
  return AlongAxes<op::LayerNormalization, -1>::call(static_cast<X&&>(x), epsilon);
}
template <int Axis, int... Axes, Operand X>
constexpr auto layer_normalization(X&& x, double epsilon = 1e-3) {
  return AlongAxes<op::LayerNormalization, Axis, Axes...>::call(static_cast<X&&>(x), epsilon);
}
}  // namespace tenon
