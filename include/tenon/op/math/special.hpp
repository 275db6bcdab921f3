// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/error_function.hpp>

/// The logarithm of the gamma function and its derivative, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct Special;

template <>
struct Special<float> {
  static constexpr float log_pi = 0x1.250d04p0f;
  // lgamma(2 + w) / (w (1 + w)) for -0.86 <= w <= 1/2: 2^-25.6.
  static constexpr float lgamma[] = {0x1.b0ee6p-2f,   -0x1.9ae64cp-4f,  0x1.0e0cap-5f,   -0x1.95d4a2p-7f,
                                     0x1.4790f2p-8f,  -0x1.130c66p-9f,  0x1.e41616p-11f, -0x1.d8c286p-12f,
                                     0x1.1108aap-13f, -0x1.10ed8ap-16f, 0x1.31ea12p-13f};
  // (lgamma(x) - (x - 1/2) log(x) + x - log(2 pi) / 2) x as a polynomial in x^-2 for x >= 8: 2^-34.0 of lgamma.
  static constexpr float stirling[] = {0x1.555556p-4f, -0x1.6c12a6p-9f, 0x1.97cecp-11f};
  static constexpr float stirling_constant = 0x1.acfe3ap-2f;  // log(2 pi) / 2 - 1/2
  // sin(pi r) / r as a polynomial in r^2 for |r| <= 1/2: 2^-24.1.
  static constexpr float sinpi[] = {0x1.921fb6p1f, -0x1.4abbcep2f, 0x1.466bcp1f, -0x1.32d112p-1f, 0x1.500ff8p-4f, -0x1.cc345p-8f};
  // (log(x) - 1 / (2x) - digamma(x)) x^2 as a polynomial in x^-2 for x >= 8: 2^-35.8 of digamma.
  static constexpr float digamma[] = {0x1.555554p-4f, -0x1.11080cp-7f, 0x1.f85af4p-9f};
};

template <>
struct Special<double> {
  static constexpr double log_pi = 0x1.250d048e7a1bdp0;
  // As above: 2^-55.9, 2^-63.2, 2^-53.4, 2^-65.7.
  static constexpr double lgamma[] = {
      0x1.b0ee6072093cep-2,   -0x1.9ae6509ea10a3p-4,  0x1.0e0c9df293539p-5,   -0x1.95ce223a9b39bp-7,  0x1.47974853a9dbdp-8,
      -0x1.145121fb075ep-9,   0x1.dfebcf8bcbbb6p-11,  -0x1.a96a3edb5f5ep-12,  0x1.7ed735fb097d6p-13,  -0x1.5c86fd7084eb5p-14,
      0x1.402e47dce8713p-15,  -0x1.2847028bf7a95p-16, 0x1.1407d6153bd61p-17,  -0x1.02ddddbb0b6d6p-18, 0x1.de223ed62f36bp-20,
      -0x1.beef189ad2389p-21, 0x1.0d7bc12c003f1p-21,  -0x1.75ac2781d7c3bp-23, -0x1.82bf15a80fcaep-24, -0x1.a8c2d9477e625p-23,
      0x1.03658e89ee6a3p-23,  0x1.9023e96a09a6bp-23,  0x1.771d1e49f0dd5p-24};
  static constexpr double stirling[] = {0x1.5555555555555p-4,   -0x1.6c16c16c1694dp-9, 0x1.a01a019da0a9cp-11,
                                        -0x1.38137d44993f9p-11, 0x1.b94e85f0cef7fp-11, -0x1.f5d9671edc5e7p-10,
                                        0x1.95490865f82a6p-8,   -0x1.4f0279d77fe0dp-6};
  static constexpr double stirling_constant = 0x1.acfe390c97d69p-2;
  static constexpr double sinpi[] = {0x1.921fb54442d18p1,   -0x1.4abbce625be53p2,  0x1.466bc6775aae2p1,   -0x1.32d2cce62bd51p-1,
                                     0x1.50783487ebdfcp-4,  -0x1.e3074fdc289fcp-8, 0x1.e8f4337c90721p-12, -0x1.6fad443ebcdd7p-16,
                                     0x1.aabac06d02731p-21, -0x1.7eb49e04db32cp-26};
  static constexpr double digamma[] = {0x1.5555555555549p-4, -0x1.11111110e8ab1p-7, 0x1.04104051eec3p-8, -0x1.111056b1e1ad1p-8,
                                       0x1.f013353af9399p-8, -0x1.51595b985f572p-6, 0x1.f8466f0eff2ddp-5};
};

// lgamma(v) for v >= -1/2. Up to 8 v = n + w with an integer n and |w| <= 1/2: gamma(v) is gamma(2 + w) times or by a
// product of n - 2 factors; between 1.15 and 1.5, where the two nearly cancel, n = 2. Beyond 8 Stirling's series.
template <class L>
TENON_INLINE constexpr L lgamma_upper(L v) {
  using T = typename L::value_type;
  using S = Special<T>;
  L const one(T(1)), half(T(0.5)), limited = at_most(v, L(T(8))), nearest = round(limited);
  L const n = select(limited > L(T(1.15)), at_least(nearest, L(T(2))), nearest), w = limited - n;
  auto const large = v > L(T(8)), less = n < L(T(1.5));
  L factors = select(less, select(n < half, limited * (limited + one), limited), one);
  for (int i = 1; i <= 6; ++i) factors = factors * select(n > L(T(i) + T(1.5)), limited - L(T(i)), one);
  L const log = math::log(select(large, v, abs(factors)));
  L const p = polynomial(w, w * w, S::lgamma), series = w * fma(w, p, p);
  L const inverse = one / select(large, v, one), z = inverse * inverse;
  L const tail = fma(inverse, polynomial(z, z * z, S::stirling), L(S::stirling_constant));
  return select(large, fma(v - half, log - one, tail), series + select(less, -log, log));
}

// digamma(v) for v >= 0: from 8 on its asymptotic series, below that of v + 8 less 1/v + ... + 1/(v+7), whose terms
// are added in pairs 1/(v+i) + 1/(v+7-i) with the common denominator v^2 + 7v + i (7-i).
template <class L>
TENON_INLINE constexpr L digamma_upper(L v) {
  using T = typename L::value_type;
  L const one(T(1)), two(T(2)), small = at_most(v, L(T(8))), p = small * (small + L(T(7)));
  auto const low = v < L(T(8));
  L const a = p + L(T(6)), b = p + L(T(10)), c = p + L(T(12)), first = p * a, second = b * c;
  L const pairs = fma(p + a, second, (b + c) * first) / (first * second);
  L const x = select(low, v + L(T(8)), v), inverse = one / x, z = inverse * inverse;
  L const tail = fma(z, polynomial(z, z * z, Special<T>::digamma), L(T(0.5)) * inverse);
  return (math::log(x) - tail) - select(low, fma(two, small, L(T(7))) * pairs, L(T(0)));
}

}  // namespace detail

/// Logarithm of |gamma(x)|; infinite at 0 and the negative integers. Below -1/2 by reflection,
/// gamma(x) gamma(-x) = -pi / (x sin(pi x)).
template <class L>
TENON_INLINE constexpr L lgamma(L x) {
  using T = typename L::value_type;
  using S = detail::Special<T>;
  L const a = abs(x), infinity(detail::Real<T>::infinity);
  auto const reflected = x < L(T(-0.5));
  L const upper = detail::lgamma_upper(select(reflected, a, x));
  L const r = a - round(select(a < infinity, a, L(T(0)))), z = r * r;
  auto const pole = reflected & (r == L(T(0)));
  L const sine = abs(r) * detail::polynomial(z, z * z, S::sinpi);
  L const lower = (L(S::log_pi) - log(select(reflected & !pole & (a < infinity), a * sine, L(T(1))))) - upper;
  return select(pole | (a == infinity), infinity, select(reflected, lower, upper));
}

/// The derivative of lgamma; below 0 by reflection, digamma(x) = digamma(1 - x) - pi / tan(pi x), and NaN at the
/// negative integers.
template <class L>
TENON_INLINE constexpr L digamma(L x) {
  using T = typename L::value_type;
  using S = detail::Special<T>;
  L const zero(T(0)), half(T(0.5)), one(T(1)), infinity(detail::Real<T>::infinity), a = abs(x);
  auto const reflected = x < zero;
  L const limited = select(reflected & (a < infinity), a, half), r = limited - round(limited);
  L const s = abs(r), c = half - s, ss = s * s, cc = c * c;
  L const sine = s * detail::polynomial(ss, ss * ss, S::sinpi), cosine = c * detail::polynomial(cc, cc * cc, S::sinpi);
  auto const pole = reflected & ((s == zero) | (a == infinity));
  // Of two signs of r; at a pole nothing is divided by 0.
  L const cotangent = L(S::sinpi[0]) * cosine / select(s == zero, one, detail::with_sign(sine, r));
  L const upper = detail::digamma_upper(select(x == zero, one, select(reflected, one + a, x)));
  L const result = select(reflected, upper + cotangent, upper);
  return select(pole, L(detail::Real<T>::nan), select(x == zero, detail::with_sign(-infinity, x), result));
}

}  // namespace tenon::lanes::math
