// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/identity.hpp>
#include <tenon/op/rounding.hpp>
#include <tenon/op/statistics.hpp>

/// Functions made of others: tests of numbers, closeness, interpolation, softmax.
namespace tenon {

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

/// a / b rounded down, with Python's signs; integers give 0 for x / 0.   [A...], [B...] -> [broadcast]
template <Operand A, Operand B>
constexpr auto floor_divide(A&& a, B&& b) {
  using T = detail::value_of_t<A>;
  if constexpr (std::is_floating_point_v<T>)
    return floor(static_cast<A&&>(a) / static_cast<B&&>(b));
  else if constexpr (std::is_unsigned_v<T>)
    return static_cast<A&&>(a) / static_cast<B&&>(b);
  else {
    auto const quotient = detail::again<A>(a) / detail::again<B>(b);
    auto const rest = detail::again<A>(a) - quotient * detail::again<B>(b);
    // Division truncates: it is one too large where the signs differ and something is left.
    auto const too_large = (rest < T(0) && detail::again<B>(b) > T(0)) || (rest > T(0) && detail::again<B>(b) < T(0));
    return quotient - cast<T>(too_large);
  }
}
/// a - floor_divide(a, b) b: what is left has the sign of b, as Python's `%`; integers give 0 for b = 0. Of floating numbers
/// exact while a / b is below 2^24 (float) or 2^53 (double).   [A...], [B...] -> [broadcast]
template <Operand A, Operand B>
constexpr auto remainder(A&& a, B&& b) {
  using T = detail::value_of_t<A>;
  auto const rest = detail::again<A>(a) - floor_divide(detail::again<A>(a), detail::again<B>(b)) * detail::again<B>(b);
  if constexpr (std::is_floating_point_v<T>)
    return rest;
  else
    return where(detail::again<B>(b) == T(0), T(0), rest);
}

/// exp(x) / sum(exp(x)) along an axis (the last, without one), without overflow.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto softmax(X&& x) {
  auto const e = exp(detail::again<X>(x) - max<Axis>(detail::again<X>(x), keepdims));
  return e / sum<Axis>(e, keepdims);
}
/// log(softmax(x)), exact to the last bits where softmax is nearly 1 as well.   [S...] -> [S...]
template <int Axis = -1, Operand X>
constexpr auto log_softmax(X&& x) {
  return detail::again<X>(x) - logsumexp<Axis>(detail::again<X>(x), keepdims);
}

}  // namespace tenon
