// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// The error function, the logarithm of the gamma function and its derivative, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct Special;

template <>
struct Special<float> {
  static constexpr float erfc_most = 10.2f;  // beyond: 0
  static constexpr float log_pi = 0x1.250d04p0f;
  // erf(x) / x - 1 as a polynomial in x^2 for |x| <= 1: relative error of erf 2^-29.6.
  static constexpr float erf[] = {0x1.06eba8p-3f, -0x1.81274p-2f,   0x1.ce2d5p-4f,  -0x1.b7fe9p-6f,
                                  0x1.542e1p-8f,  -0x1.a50b0ep-11f, 0x1.4c344ep-14f};
  // e^(x^2) erfc(x) (1 + 2x) as a polynomial in t = (x - 4) / (x + 4) for x from 0.48 on: 2^-24.9.
  static constexpr float erfc[] = {0x1.3ba592p0f, -0x1.1df1a6p-3f, 0x1.f7f78ep-7f, 0x1.16ea12p-4f, -0x1.9de1aep-4f,
                                   0x1.8014bp-4f, -0x1.0f60a6p-4f, 0x1.2f077ap-5f, -0x1.0fe2dp-6f, 0x1.58a9bap-8f};
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
  static constexpr double erfc_most = 27.3, log_pi = 0x1.250d048e7a1bdp0;
  // As above: 2^-56.0, 2^-54.3, 2^-55.9, 2^-63.2, 2^-53.4, 2^-65.7.
  static constexpr double erf[] = {0x1.06eba8214db69p-3,  -0x1.812746b0379e6p-2,  0x1.ce2f21a042b34p-4,  -0x1.b82ce31284f38p-6,
                                   0x1.565bcd0dbd921p-8,  -0x1.c02db3db49762p-11, 0x1.f9a321e4b84f9p-14, -0x1.f4d1e434bc0cfp-17,
                                   0x1.b9df305cad6f7p-20, -0x1.5f1f40faeea79p-23, 0x1.f7b99d7c8709ap-27, -0x1.38ac2290d3965p-30,
                                   0x1.062759c5be8ecp-34};
  static constexpr double erfc[] = {
      0x1.3ba5916e9fd7fp0,    -0x1.1df1ad154a28ep-3,  0x1.f7f5df66fd556p-7,   0x1.16ecefcfa5376p-4,   -0x1.9ddb23c3e7cp-4,
      0x1.7fee004e12b77p-4,   -0x1.0fb06dfe6c94fp-4,  0x1.3079edf66e882p-5,   -0x1.0962387d688d5p-6,  0x1.49c6728f916d3p-8,
      -0x1.8d4aa1a8e0821p-11, -0x1.a1df300aff831p-13, 0x1.3be0d99a685b6p-13,  -0x1.9957635630431p-16, -0x1.78a43e15d169p-17,
      0x1.7f0d88030553ep-18,  0x1.41bdd8680db4p-22,   -0x1.b91e20a7a2414p-21, 0x1.1f94476a33612p-24,  0x1.c3144b10efe21p-24,
      -0x1.a3470cfd06bf7p-27, -0x1.61186aafd0b16p-27};
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

// erf of |x| <= 1.
template <class L>
TENON_INLINE constexpr L erf_small(L x) {
  L const z = x * x;
  return fma(x, polynomial(z, z * z, Special<typename L::value_type>::erf), x);
}

// erfc(x) for 0.48 <= x <= erfc_most. e^(-x^2) takes the square as a pair: its rounding would cost hundreds of units.
template <class L>
TENON_INLINE constexpr L erfc_tail(L x, Pair<L> square) {
  using T = typename L::value_type;
  using R = Real<T>;
  L const four(T(4));
  auto const reduced = reduce<2 * R::bias>(-square.high);
  L const r = reduced.r, rr = r * r, exp = fma(rr, polynomial(r, rr, R::exp), r);
  L const rest = reduced.rest - square.low, y = exp + fma(exp, rest, rest);
  auto const n = bits<typename R::Bits>(reduced.shifted);
  auto const half = shift_right<1>(n);
  L const upper = bits<T>(shift_left<R::mantissa>(half)), lower = bits<T>(shift_left<R::mantissa>(n - half));
  L const t = (x - four) / (x + four), p = polynomial(t, t * t, Special<T>::erfc);
  // p / (1 + 2x) with what rounding took from the sum, and the remainder of the division.
  L const one(T(1)), d = fma(L(T(2)), x, one), missing = (x + x) - (d - one), inverse = one / d, q = p * inverse;
  auto const back = product(q, d);
  L const quotient = fma(((p - back.high) - back.low) - q * missing, inverse, q) * upper;
  return fma(y, quotient, quotient) * lower;
}
template <class L>
TENON_INLINE constexpr L erfc_tail(L a) {
  L const x = at_most(a, L(Special<typename L::value_type>::erfc_most));
  return erfc_tail(x, product(x, x));
}

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

/// Error function: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
template <class L>
TENON_INLINE constexpr L erf(L x) {
  L const a = abs(x), one(typename L::value_type(1)), tail = one - detail::erfc_tail(at_least(a, one));
  return detail::with_sign(select(a < one, detail::erf_small(a), tail), x);
}

/// 1 - erf(x), accurate where that is small.
template <class L>
TENON_INLINE constexpr L erfc(L x) {
  using T = typename L::value_type;
  L const a = abs(x), half(T(0.5)), tail = detail::erfc_tail(at_least(a, half));
  L const beyond = select(x < L(T(0)), L(T(2)) - tail, tail);
  return select(a < half, L(T(1)) - detail::erf_small(x), beyond);
}

/// The part of a normal distribution below x: erfc(-x / sqrt(2)) / 2. The square of x / sqrt(2) is x^2 / 2, which has no
/// rounding of the root in it.
template <class L>
TENON_INLINE constexpr L ndtr(L x) {
  using T = typename L::value_type;
  constexpr T root = T(0.70710678118654752440), least = T(0.5) / root, most = detail::Special<T>::erfc_most / root;
  L const a = abs(x), limited = at_most(at_least(a, L(least)), L(most)), half(T(0.5));
  auto const square = detail::product(limited, limited);
  L const tail = half * detail::erfc_tail(limited * L(root), detail::Pair<L>{half * square.high, half * square.low});
  L const middle = fma(half, detail::erf_small(at_most(at_least(x, L(-least)), L(least)) * L(root)), half);
  return select(a < L(least), middle, select(x > L(T(0)), L(T(1)) - tail, tail));
}

/// x times that; 0 at minus infinity.
template <class L>
TENON_INLINE constexpr L gelu(L x) {
  using T = typename L::value_type;
  return at_least(x, L(sizeof(T) == 4 ? T(-0x1.fffffep127) : T(-0x1.fffffffffffffp1023))) * ndtr(x);
}

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
