// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/special.hpp>

/// The derivatives of digamma, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

/// The constants of the derivative of order N of digamma. With s = (-1)^(N+1), for a large x
///   s psi(x) = (N-1)! / x^N  (1 + N / (2x) + sum of B(2k) C(2k + N - 1, N - 1) / x^(2k)),   k = 1, 2, ...
/// with the Bernoulli numbers B; and below x it is that of x + 1 plus N! / x^(N+1).
/// NIST Digital Library of Mathematical Functions, 5.15.
template <int N, class T>
struct PolygammaSeries {
  static constexpr int terms = sizeof(T) == 4 ? 5 : 8, cosines = (N - 1) / 2 + 1;
  struct Tables {
    T factorial, factorial_before;  ///< N!, (N-1)!
    T tail[terms];                  ///< the coefficients of the sum
    int start;                      ///< where the first term left out is small enough
    T cosine[cosines];              ///< see below
  };
  static constexpr Tables tables = [] {
    constexpr double bernoulli[] = {1 / 6.,       -1 / 30., 1 / 42.,      -1 / 30.,    5 / 66.,
                                    -691 / 2730., 7 / 6.,   -3617 / 510., 43867 / 798.};
    Tables r{};
    double before = 1, omitted = 0;
    for (int i = 2; i < N; ++i) before *= i;
    r.factorial_before = static_cast<T>(before);
    r.factorial = static_cast<T>(before * N);
    for (int k = 1; k <= terms + 1; ++k) {
      double c = bernoulli[k - 1];
      for (int i = 1; i < N; ++i) c *= static_cast<double>(2 * k + i) / i;
      if (k <= terms)
        r.tail[k - 1] = static_cast<T>(c);
      else
        omitted = c < 0 ? -c : c;
    }
    auto small_at = [&](double x) {
      double left_out = omitted * (sizeof(T) == 4 ? 0x1p28 : 0x1p57);
      for (int i = 0; i < 2 * (terms + 1); ++i) left_out /= x;
      return left_out < 1;
    };
    for (r.start = 2; !small_at(r.start);) ++r.start;
    // The derivative of order n of cot(x) is (-1)^n q(n)(cos x) / (sin x)^(n+1) with polynomials of no negative coefficient,
    // q(0) = c and q(n+1) = (1 - c^2) q(n)' + (n + 1) c q(n). Every other coefficient is 0.
    double q[N + 2] = {0, 1};
    for (int n = 0; n < N; ++n) {
      double next[N + 2] = {};
      for (int i = 0; i <= n + 1; ++i) {
        if (i > 0) next[i - 1] += i * q[i];
        if (i <= N) next[i + 1] += (n + 1 - i) * q[i];
      }
      for (int i = 0; i < N + 2; ++i) q[i] = next[i];
    }
    for (int i = 0; i < cosines; ++i) r.cosine[i] = static_cast<T>(q[2 * i + (N - 1) % 2]);
    return r;
  }();
};

template <int N, class L>
TENON_INLINE constexpr L whole_power(L x) {
  if constexpr (N == 0)
    return L(typename L::value_type(1));
  else if constexpr (N == 1)
    return x;
  else if constexpr (N % 2 == 1)
    return whole_power<N - 1>(x) * x;
  else
    return whole_power<N / 2>(x * x);
}

// |polygamma(v)| for v > 0: no term is negative, so nothing cancels.
template <int N, class L>
TENON_INLINE constexpr L polygamma_upper(L v) {
  using T = typename L::value_type;
  constexpr auto const& c = PolygammaSeries<N, T>::tables;
  L const one(T(1)), start(static_cast<T>(c.start)), small = at_most(v, start);
  auto const low = v < start;
  L sum(T(0));  // least terms first
  for (int i = c.start - 1; i >= 0; --i) sum = sum + whole_power<N + 1>(one / (small + L(static_cast<T>(i))));
  L const inverse = one / select(low, v + start, v), z = inverse * inverse;
  L const series = fma(z, polynomial(z, z * z, c.tail), fma(L(T(N) / 2), inverse, one));
  L const tail = (L(c.factorial_before) * inverse) * whole_power<N - 1>(inverse) * series;
  return select(low, fma(L(c.factorial), sum, tail), tail);
}

}  // namespace detail

/// The derivative of order N of digamma, N >= 1. Below 0 by reflection: digamma(1 - x) - digamma(x) = pi / tan(pi x),
/// derived N times. At 0 and the negative integers an odd order is infinite; an even order is NaN there, and at 0 it has
/// the sign of the side that the sign of 0 says.
template <int N, class L>
TENON_INLINE constexpr L polygamma(L x) {
  using T = typename L::value_type;
  using S = detail::Special<T>;
  constexpr auto const& c = detail::PolygammaSeries<N, T>::tables;
  L const zero(T(0)), half(T(0.5)), one(T(1)), infinity(detail::Real<T>::infinity), nan(detail::Real<T>::nan), a = abs(x);
  auto const reflected = x < zero;
  L const limited = select(reflected & (a < infinity), a, half), r = limited - round(limited);
  L const s = abs(r), beside = half - s, ss = s * s, bb = beside * beside;
  L const sine = s * detail::polynomial(ss, ss * ss, S::sinpi), cosine = beside * detail::polynomial(bb, bb * bb, S::sinpi);
  auto const pole = s == zero;
  L const t = L(S::sinpi[0]) / select(pole, one, detail::with_sign(sine, r)), cc = cosine * cosine;
  L const q = detail::polynomial(cc, cc * cc, c.cosine);
  L const mirrored = (N % 2 == 0 ? q * cosine : q) * detail::whole_power<N + 1>(t);
  L const upper = detail::polygamma_upper<N>(select(x == zero, one, select(reflected, one + a, x)));
  L const finite = select(reflected, mirrored - upper, N % 2 == 0 ? -upper : upper);
  L const at_zero = N % 2 == 0 ? detail::with_sign(-infinity, x) : infinity;
  L const at_pole = N % 2 == 0 ? nan : infinity;
  L const result = select(x == zero, at_zero, select(reflected & pole, at_pole, finite));
  return select(x == -infinity, nan, result);
}

}  // namespace tenon::lanes::math
