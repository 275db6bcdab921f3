// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/special.hpp>

/// Functions of float within 8 units in the last place or 1e-6 of the exact value, whichever is more, in one half to two
/// thirds of the operations of the exact ones. In double they are the exact ones: there the digits are what one pays for.
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
// The eighth root of erfc(a / sqrt(2)) / 2 is (8 - a) p(a) for 0 <= a <= 8: a times the eighth power is right to 2^-25 or less.
struct Above {
  static constexpr float most = 8;
  static constexpr float p[] = {0x1.d5818ep-4f,  0x1.7b945ep-9f,  -0x1.dba47ep-9f,  -0x1.19f816p-11f,
                                0x1.fb6266p-14f, 0x1.44be18p-16f, -0x1.56c138p-18f, 0x1.3f9884p-22f};
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

/// The error function, of which the exact form takes no division.
using math::erf;

/// x times the part of a normal distribution below x: of |x| what is above it is subtracted, as a power of a polynomial. Within
/// 4e-7 absolutely up to 6, where half of that is the rounding of the result; 0 below -8.
template <class L>
TENON_INLINE constexpr L gelu(L x) {
  if constexpr (detail::is_float<L>) {
    L const most(detail::Above::most), a = at_most(abs(x), most);
    L const root = (most - a) * math::detail::polynomial(a, a * a, detail::Above::p), square = root * root,
            fourth = square * square;
    return fma(-(a * fourth), fourth, at_least(x, L(-0.f)));
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
