// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// The error function and the normal distribution, in the manner of op/math.hpp. In float all is done with at most one division,
/// since registers of 64 bytes take as long for one as for twenty multiplications; in double digits come first.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct ErrorFunction;

template <>
struct ErrorFunction<float> {
  static constexpr float small = 0.95f, most = 3.95f;  // beyond: 1
  // erf(x) / x - 1 as a polynomial in x^2 for |x| <= 0.95: relative error of erf 2^-25.1.
  static constexpr float erf[] = {0x1.06eba4p-3f,  -0x1.8126c4p-2f, 0x1.ce153ap-4f,
                                  -0x1.b640f8p-6f, 0x1.458ceep-8f,  -0x1.3357ap-11f};
  // The fourth root of erfc(x) for 0.95 <= x <= 3.95: 2^-26.4 of erf. A root needs no exponential, and raising it to its power
  // costs little accuracy where erfc is less than a fifth of erf.
  static constexpr float root[] = {0x1.006ad4p0f,   -0x1.29f45ep-2f, -0x1.9415bcp-4f, -0x1.76bed8p-7f, 0x1.4480e2p-5f,
                                   -0x1.6613bep-7f, 0x1.33de2ep-12f, 0x1.053416p-12f, -0x1.c0c2d2p-16f};
};

template <>
struct ErrorFunction<double> {
  static constexpr double small = 1, tail_most = 27.3;  // the latter of erfc: beyond it is 0
  // erf(x) / x - 1 as a polynomial in x^2 for |x| <= 1: relative error of erf 2^-56.0.
  static constexpr double erf[] = {0x1.06eba8214db69p-3,  -0x1.812746b0379e6p-2,  0x1.ce2f21a042b34p-4,  -0x1.b82ce31284f38p-6,
                                   0x1.565bcd0dbd921p-8,  -0x1.c02db3db49762p-11, 0x1.f9a321e4b84f9p-14, -0x1.f4d1e434bc0cfp-17,
                                   0x1.b9df305cad6f7p-20, -0x1.5f1f40faeea79p-23, 0x1.f7b99d7c8709ap-27, -0x1.38ac2290d3965p-30,
                                   0x1.062759c5be8ecp-34};
  // e^(x^2) erfc(x) (1 + 2x) as a polynomial in t = (x - 4) / (x + 4) for x from 0.48 on: 2^-54.3.
  static constexpr double erfc[] = {
      0x1.3ba5916e9fd7fp0,    -0x1.1df1ad154a28ep-3,  0x1.f7f5df66fd556p-7,   0x1.16ecefcfa5376p-4,   -0x1.9ddb23c3e7cp-4,
      0x1.7fee004e12b77p-4,   -0x1.0fb06dfe6c94fp-4,  0x1.3079edf66e882p-5,   -0x1.0962387d688d5p-6,  0x1.49c6728f916d3p-8,
      -0x1.8d4aa1a8e0821p-11, -0x1.a1df300aff831p-13, 0x1.3be0d99a685b6p-13,  -0x1.9957635630431p-16, -0x1.78a43e15d169p-17,
      0x1.7f0d88030553ep-18,  0x1.41bdd8680db4p-22,   -0x1.b91e20a7a2414p-21, 0x1.1f94476a33612p-24,  0x1.c3144b10efe21p-24,
      -0x1.a3470cfd06bf7p-27, -0x1.61186aafd0b16p-27};
};

// erfc(x) = e^(-x^2) (1 + x p(x)) / (1 + x q(x)) in float.
struct Erfc {
  static constexpr float most = 10.2f;  // beyond: 0
  static constexpr float part = 1;      // e^(-x^2 / part)
  // 2^-26.2 up to 10.3
  static constexpr float p[] = {0x1.3d0d4cp0f, 0x1.76911ep-1f, 0x1.d552b8p-3f, 0x1.0c6b9ap-5f};
  static constexpr float q[] = {0x1.2ef564p1f, 0x1.337e28p1f, 0x1.5346ap0f, 0x1.9ff40ap-2f, 0x1.dbc1d2p-5f};
  // (e^-d - 1) / d for |d| <= ln(2)/2: 2^-26.7 of e^-d.
  static constexpr float exp[] = {-0x1.000002p0f, 0x1.000004p-1f,  -0x1.55532p-3f,
                                  0x1.555494p-5f, -0x1.12a106p-7f, 0x1.6da76ep-10f};
};
// erfc(a / sqrt(2)) / 2, the part of a normal distribution above a: e^(-a^2/2) (1 + a p(a)) / (2 + a q(a)).
struct Above {
  static constexpr float most = 14.5f, part = 2;
  // 2^-26.6 up to 14.6
  static constexpr float p[] = {0x1.c04dcp-1f, 0x1.76742cp-2f, 0x1.4bb63p-4f, 0x1.0c3e26p-7f};
  static constexpr float q[] = {0x1.ac68fap1f, 0x1.336f68p1f, 0x1.dfa894p-1f, 0x1.9fc422p-3f, 0x1.503034p-6f};
  static constexpr float exp[] = {Erfc::exp[0] / 2,  Erfc::exp[1] / 4,  Erfc::exp[2] / 8,
                                  Erfc::exp[3] / 16, Erfc::exp[4] / 32, Erfc::exp[5] / 64};
};

template <class L>
inline constexpr bool is_single = sizeof(typename L::value_type) == 4;

// x + x p(x^2), the erf of |x| <= small.
template <class L>
TENON_INLINE constexpr L erf_small(L x) {
  L const z = x * x;
  if constexpr (is_single<L>)
    return fma(x, nested(z, ErrorFunction<float>::erf), x);
  else
    return fma(x, polynomial(z, z * z, ErrorFunction<double>::erf), x);
}

// In float, 1 - p(a)^4 for small <= a <= most. Hastings, Approximations for digital computers (1955), has such powers.
template <class L>
TENON_INLINE constexpr L erf_large(L a) {
  L const p = polynomial(a, a * a, ErrorFunction<float>::root), square = p * p;
  return fma(-square, square, L(1.f));
}

// One of these for 0 <= x <= most. x^2 is taken as a pair, since its rounding would cost a hundred units:
// x^2 = d - n part ln(2).
template <class C, class L>
TENON_INLINE constexpr L tail_of(L x) {
  using R = Real<float>;
  auto const square = product(x, x);
  L const shift(R::integer + 2.f * R::bias), one(1.f);
  L const shifted = fma(square.high, L(-R::log2e / C::part), shift), n = shifted - shift;
  L const d = fma(n, L(C::part * R::ln2_high), square.high) + fma(n, L(C::part * R::ln2_low), square.low);
  // The quotient does not wait for the exponential.
  L const above = fma(x, polynomial(x, square.high, C::p), one), below = fma(x, polynomial(x, square.high, C::q), L(C::part));
  L const quotient = above / below, result = fma(d * quotient, nested(d, C::exp), quotient);
  return scale(result, n, shifted);
}

// In double, erfc(x) for 0.48 <= x <= tail_most. e^(-x^2) takes the square as a pair: its rounding would cost hundreds of units.
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
  L const t = (x - four) / (x + four), p = polynomial(t, t * t, ErrorFunction<T>::erfc);
  // p / (1 + 2x) with what rounding took from the sum, and the remainder of the division.
  L const one(T(1)), d = fma(L(T(2)), x, one), missing = (x + x) - (d - one), inverse = one / d, q = p * inverse;
  auto const back = product(q, d);
  L const quotient = fma(((p - back.high) - back.low) - q * missing, inverse, q) * upper;
  return fma(y, quotient, quotient) * lower;
}
template <class L>
TENON_INLINE constexpr L erfc_tail(L a) {
  L const x = at_most(a, L(ErrorFunction<typename L::value_type>::tail_most));
  return erfc_tail(x, product(x, x));
}

}  // namespace detail

/// Error function: 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x.
template <class L>
TENON_INLINE constexpr L erf(L x) {
  using T = typename L::value_type;
  using E = detail::ErrorFunction<T>;
  L const magnitude = abs(x), small(E::small);
  if constexpr (detail::is_single<L>) {
    L const a = at_most(magnitude, L(E::most));
    return detail::with_sign(select(a < small, detail::erf_small(a), detail::erf_large(a)), x);
  } else {
    L const tail = L(T(1)) - detail::erfc_tail(at_least(magnitude, small));
    return detail::with_sign(select(magnitude < small, detail::erf_small(magnitude), tail), x);
  }
}

/// 1 - erf(x), accurate where that is small.
template <class L>
TENON_INLINE constexpr L erfc(L x) {
  using T = typename L::value_type;
  if constexpr (detail::is_single<L>) {
    L const tail = detail::tail_of<detail::Erfc>(at_most(abs(x), L(detail::Erfc::most)));
    return select(x < L(0.f), L(2.f) - tail, tail);
  } else {
    L const a = abs(x), half(T(0.5)), tail = detail::erfc_tail(at_least(a, half));
    L const beyond = select(x < L(T(0)), L(T(2)) - tail, tail);
    return select(a < half, L(T(1)) - detail::erf_small(x), beyond);
  }
}

/// The part of a normal distribution below x: erfc(-x / sqrt(2)) / 2. The square of x / sqrt(2) is x^2 / 2, which has no
/// rounding of the root in it.
template <class L>
TENON_INLINE constexpr L ndtr(L x) {
  using T = typename L::value_type;
  if constexpr (detail::is_single<L>) {
    L const tail = detail::tail_of<detail::Above>(at_most(abs(x), L(detail::Above::most)));
    return select(x > L(0.f), L(1.f) - tail, tail);
  } else {
    L const half(T(0.5));
    constexpr T root = T(0.70710678118654752440), least = T(0.5) / root, most = detail::ErrorFunction<T>::tail_most / root;
    L const a = abs(x), limited = at_most(at_least(a, L(least)), L(most));
    auto const square = detail::product(limited, limited);
    L const tail = half * detail::erfc_tail(limited * L(root), detail::Pair<L>{half * square.high, half * square.low});
    L const middle = fma(half, detail::erf_small(at_most(at_least(x, L(-least)), L(least)) * L(root)), half);
    return select(a < L(least), middle, select(x > L(T(0)), L(T(1)) - tail, tail));
  }
}

/// x times that; 0 at minus infinity.
template <class L>
TENON_INLINE constexpr L gelu(L x) {
  using T = typename L::value_type;
  if constexpr (detail::is_single<L>) {
    // The part above |x| times -|x|, to which x is added above 0.
    L const a = at_most(abs(x), L(detail::Above::most));
    return fma(-a, detail::tail_of<detail::Above>(a), at_least(x, L(-0.f)));
  } else
    return at_least(x, L(T(-0x1.fffffffffffffp1023))) * ndtr(x);
}

}  // namespace tenon::lanes::math
