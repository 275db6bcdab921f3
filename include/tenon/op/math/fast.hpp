// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/special.hpp>

/// Functions of float within 8 units in the last place or 1e-6 of the exact value, whichever is more, in about two thirds
/// of the operations of the exact ones. In double they are the exact ones: there the digits are what one pays for.
namespace tenon::lanes::math::fast {

namespace detail {

// x P(x^2) / Q(x^2), by Remez' exchange for the least relative error, then P a ten-millionth larger: where the argument
// is cut off the quotient is at least 1, which is cut off too. So they saturate at 1 exactly and never pass it.
struct Tanh {
  static constexpr float most = 8.05f, limit = 1;
  // 2^-22.1 up to 8.4
  static constexpr float p[] = {0x1.fffffcp-1f, 0x1.07fd4ap-3f, 0x1.7dcd8p-9f, 0x1.71c322p-17f};
  static constexpr float q[] = {0x1p0f, 0x1.d95386p-2f, 0x1.83a2ccp-6f, 0x1.e943fp-13f, 0x1.f43d0ap-23f};
};
/// Half of tanh(x/2): powers of 2 go into the coefficients.
struct Logistic {
  static constexpr float most = 2 * Tanh::most, limit = 0.5f;
  static constexpr float p[] = {Tanh::p[0] / 4, Tanh::p[1] / 16, Tanh::p[2] / 64, Tanh::p[3] / 256};
  static constexpr float q[] = {1, Tanh::q[1] / 4, Tanh::q[2] / 16, Tanh::q[3] / 64, Tanh::q[4] / 256};
};
struct Erf {
  static constexpr float most = 3.9f, limit = 1;
  // 2^-25.8 up to 3.9
  static constexpr float p[] = {0x1.20dd78p0f, 0x1.8470b4p-3f, 0x1.af7558p-5f, 0x1.e9ffeep-9f, 0x1.2ae932p-12f, 0x1.155b42p-19f};
  static constexpr float q[] = {0x1p0f, 0x1.00ba5ap-1f, 0x1.d2345ep-4f, 0x1.e8b6fp-7f, 0x1.2f671ep-10f, 0x1.410842p-15f};
};

template <class Function, class L>
TENON_INLINE constexpr L odd_quotient(L x) {
  L const a = at_most(at_least(x, L(-Function::most)), L(Function::most)), z = a * a, square = z * z;
  L const p = a * math::detail::polynomial(z, square, Function::p), q = math::detail::polynomial(z, square, Function::q);
  return at_most(at_least(p / q, L(-Function::limit)), L(Function::limit));
}

template <class L>
inline constexpr bool is_float = sizeof(typename L::value_type) == 4;

}  // namespace detail

/// Hyperbolic tangent, 1 from 8.05 on.
template <class L>
TENON_INLINE constexpr L tanh(L x) {
  if constexpr (detail::is_float<L>)
    return detail::odd_quotient<detail::Tanh>(x);
  else
    return math::tanh(x);
}

/// 1 / (1 + e^-x) through tanh(x/2): within 1e-6 absolutely, so 0 below -16.1.
template <class L>
TENON_INLINE constexpr L sigmoid(L x) {
  if constexpr (detail::is_float<L>)
    return detail::odd_quotient<detail::Logistic>(x) + L(0.5f);
  else
    return math::sigmoid(x);
}

/// Error function, 1 from 3.9 on.
template <class L>
TENON_INLINE constexpr L erf(L x) {
  if constexpr (detail::is_float<L>)
    return detail::odd_quotient<detail::Erf>(x);
  else
    return math::erf(x);
}

/// x (1 + erf(x / sqrt(2))) / 2.
template <class L>
TENON_INLINE constexpr L gelu(L x) {
  if constexpr (detail::is_float<L>) {
    // Not below the least number: minus infinity times 0 would be NaN.
    L const half(0.5f), a = at_least(x, L(-0x1.fffffep127f));
    return a * fma(half, erf(L(0x1.6a09e6p-1f) * x), half);
  } else
    return math::gelu(x);
}

/// e^x; 0 where the result is less than the least normal number or next to it.
template <class L>
TENON_INLINE constexpr L exp(L x) {
  if constexpr (detail::is_float<L>) {
    using R = math::detail::Real<float>;
    // (e^r - 1 - r) / r^2 for |r| <= ln(2)/2: relative error of e^r 2^-23.2.
    constexpr float c[] = {0x1.fffdfcp-2f, 0x1.5557aep-3f, 0x1.5729eep-5f, 0x1.106266p-7f};
    L const limited = at_most(at_least(x, L(-87.3f)), L(R::exp_most));
    // 2^(n-1), which is 0 for the least n: 2^n might overflow.
    auto const reduced = math::detail::reduce<R::bias - 1>(limited);
    L const shifted = reduced.shifted, r = reduced.r, square = r * r;
    L const y = fma(square, math::detail::polynomial(r, square, c), r);
    L const half = bits<float>(shift_left<R::mantissa>(bits<R::Bits>(shifted))), result = fma(y, half, half);
    return result + result;
  } else
    return math::exp(x);
}

}  // namespace tenon::lanes::math::fast
