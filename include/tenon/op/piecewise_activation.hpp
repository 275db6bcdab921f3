// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/activation.hpp>

/// Activations made of pieces, as Keras defines them. NaN stays NaN; at a kink the derivative is the one named. Numbers may be
/// C++ numbers or tensors that broadcast.
namespace tenon {

/// x above 0, `slope` x below; at 0 the derivative is the slope.   [S...] -> [S...]
template <Operand X, class Slope = detail::value_of_t<X>>
  requires Operands<X, Slope>
constexpr auto leaky_relu(X&& x, Slope const& slope = Slope(0.2)) {
  return where(detail::again<X>(x) > 0, detail::again<X>(x), slope * detail::again<X>(x));
}
/// relu cut off at 6; the derivative is 0 at 0 and at 6.   [S...] -> [S...]
template <Operand X>
constexpr auto relu6(X&& x) {
  return minimum(detail::value_of_t<X>(6), relu(static_cast<X&&>(x)));
}
/// x above 0, alpha (e^(x / alpha) - 1) below, which is smooth: Barron (2017).   [S...] -> [S...]
template <Operand X, class Alpha = detail::value_of_t<X>>
  requires Operands<X, Alpha>
constexpr auto celu(X&& x, Alpha const& alpha = Alpha(1)) {
  return where(detail::again<X>(x) > 0, detail::again<X>(x), alpha * expm1(detail::again<X>(x) / alpha));
}
/// x / 6 + 1/2 cut off at 0 and 1; the derivative is 0 where it is cut off and at both ends.   [S...] -> [S...]
template <Operand X>
constexpr auto hard_sigmoid(X&& x) {
  using T = detail::value_of_t<X>;
  return relu6(static_cast<X&&>(x) + T(3)) * T(1.0 / 6);
}
/// x hard_sigmoid(x), also called hard_swish; 0 at minus infinity.   [S...] -> [S...]
template <Operand X>
constexpr auto hard_silu(X&& x) {
  return maximum(detail::value_of_t<X>(-3), detail::again<X>(x)) * hard_sigmoid(detail::again<X>(x));
}
/// x cut off at -1 and 1.   [S...] -> [S...]
template <Operand X>
constexpr auto hard_tanh(X&& x) {
  using T = detail::value_of_t<X>;
  return clip(static_cast<X&&>(x), T(-1), T(1));
}
/// x where |x| > threshold, else 0.   [S...] -> [S...]
template <Operand X, class Threshold = detail::value_of_t<X>>
  requires Operands<X, Threshold>
constexpr auto hard_shrink(X&& x, Threshold const& threshold = Threshold(0.5)) {
  return where(abs(detail::again<X>(x)) <= threshold, detail::value_of_t<X>(0), detail::again<X>(x));
}
/// x less its part within [-threshold, threshold].   [S...] -> [S...]
template <Operand X, class Threshold = detail::value_of_t<X>>
  requires Operands<X, Threshold>
constexpr auto soft_shrink(X&& x, Threshold const& threshold = Threshold(0.5)) {
  return detail::again<X>(x) - clip(detail::again<X>(x), -threshold, threshold);
}

/// x above `threshold`, else `value`.   [S...] -> [S...]
template <Operand X, class Threshold, class V>
  requires Operands<X, Threshold, V>
constexpr auto threshold(X&& x, Threshold const& threshold, V const& value) {
  return where(detail::again<X>(x) <= threshold, value, detail::again<X>(x));
}
/// x from 1 on, (x + 1)^2 / 4 down to -1, 0 below.   [S...] -> [S...]
template <Operand X>
constexpr auto sparse_plus(X&& x) {
  using T = detail::value_of_t<X>;
  return where(detail::again<X>(x) <= T(-1), T(0),
               where(detail::again<X>(x) < T(1), square(detail::again<X>(x) + T(1)) * T(0.25), detail::again<X>(x)));
}
/// (x + 1) / 2 cut off at 0 and 1.   [S...] -> [S...]
template <Operand X>
constexpr auto sparse_sigmoid(X&& x) {
  using T = detail::value_of_t<X>;
  return clip(detail::again<X>(x) * T(0.5) + T(0.5), T(0), T(1));
}

}  // namespace tenon
