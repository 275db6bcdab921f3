// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// Hyperbolic functions but for tanh, and the inverses, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct Hyperbolic;

template <>
struct Hyperbolic<float> {
  static constexpr float most = 90;        // beyond: infinity
  static constexpr float large = 0x1p13f;  // beyond: sqrt(x^2 + 1) is x
  // (sinh(x) - x) / x^3 as a polynomial in x^2 for |x| <= 1: relative error of sinh 2^-27.2.
  static constexpr float sinh[] = {0x1.555556p-3f, 0x1.111136p-7f, 0x1.9ffe12p-13f, 0x1.7a2672p-19f};
  // (x - tanh(x)) / x^3 as a polynomial in x^2 for |x| <= 1: 2^-27.5.
  static constexpr float tanh_shrink[] = {0x1.555556p-2f, -0x1.1110f2p-3f, 0x1.ba118p-5f,   -0x1.65a7ecp-6f,
                                          0x1.1d03b6p-7f, -0x1.a45796p-9f, 0x1.e43cf8p-11f, -0x1.2b865p-13f};
};
template <>
struct Hyperbolic<double> {
  static constexpr double most = 712, large = 0x1p28;
  // As above: 2^-56.4.
  static constexpr double sinh[] = {0x1.5555555555556p-3,  0x1.11111111110a1p-7,  0x1.a01a01a0291f7p-13, 0x1.71de3a45f7385p-19,
                                    0x1.ae6467668d029p-26, 0x1.611a3a1932dc1p-33, 0x1.b4cf7c455d42ep-41};
  // 2^-56.0
  static constexpr double tanh_shrink[] = {
      0x1.5555555555555p-2,  -0x1.11111111110bap-3,  0x1.ba1ba1ba14576p-5,  -0x1.664f4880d36d3p-6,
      0x1.226e35199e552p-7,  -0x1.d6d3c53c44bfp-9,   0x1.7da2bded7654fp-10, -0x1.3551af8ca8bdfp-11,
      0x1.f52126e267d99p-13, -0x1.9498602817d84p-14, 0x1.4209d4e90a272p-15, -0x1.ea1d110f2e67ep-17,
      0x1.4ebe1b2ef8959p-18, -0x1.7242a4cdfa46cp-20, 0x1.1ac551af9b50dp-22, -0x1.b0422d3206746p-26};
};

// e^x / 2, which does not overflow before sinh and cosh do, for an x that is not negative.
template <class L>
TENON_INLINE constexpr L half_exp(L x) {
  using T = typename L::value_type;
  using R = Real<T>;
  auto const reduced = reduce<2 * R::bias - 1>(at_most(x, L(Hyperbolic<T>::most)));
  L const r = reduced.r, square = r * r, y = r + fma(square, polynomial(r, square, R::exp), reduced.rest);
  return scale_one_plus(y, reduced.shifted - L(R::integer + T(2 * R::bias)), reduced.shifted);
}

// log(1 + u) + doublings log(2) for u >= 0; as in log1p.
template <class L>
TENON_INLINE constexpr L log1p_doubled(L u, L doublings) {
  using T = typename L::value_type;
  using R = Real<T>;
  using B = typename R::Bits;
  constexpr T bias = T(R::bias) + T(B(1) << R::mantissa);
  L const one(T(1));
  auto const [e, m, field] = parts(one + u, L(bias));
  using I = std::remove_cvref_t<decltype(field)>;
  L const scale = bits<T>(I(B(2 * R::bias) << R::mantissa) - field);
  L const f = select(u < L(T(B(4) << R::mantissa)), fma(u, scale, scale - one), m - one), n = e + doublings;
  return select((u > L(T(0))) & (u < L(R::infinity)), log_limited(f, n * L(R::ln2_high), n * L(R::ln2_low)), u);
}

}  // namespace detail

/// Hyperbolic sine.
template <class L>
TENON_INLINE constexpr L sinh(L x) {
  using T = typename L::value_type;
  L const a = abs(x), square = a * a, half = detail::half_exp(a);
  L const small = fma(a * square, detail::polynomial(square, square * square, detail::Hyperbolic<T>::sinh), a);
  return detail::with_sign(select(a < L(T(1)), small, half - L(T(0.25)) / half), x);
}

/// Hyperbolic cosine.
template <class L>
TENON_INLINE constexpr L cosh(L x) {
  L const half = detail::half_exp(abs(x));
  return half + L(typename L::value_type(0.25)) / half;
}

/// x - tanh(x); up to 1, where the difference would cancel, by its own series.
template <class L>
TENON_INLINE constexpr L tanh_shrink(L x) {
  using T = typename L::value_type;
  L const one(T(1)), limited = at_most(at_least(x, -one), one), z = limited * limited;
  L const series = limited * z * detail::polynomial(z, z * z, detail::Hyperbolic<T>::tanh_shrink);
  return select(abs(x) < one, series, x - tanh(x));
}

/// The x whose hyperbolic sine is given: log(x + sqrt(x^2 + 1)).
template <class L>
TENON_INLINE constexpr L asinh(L x) {
  using T = typename L::value_type;
  L const a = abs(x), one(T(1)), zero(T(0));
  auto const large = a > L(detail::Hyperbolic<T>::large);
  L const limited = select(large, one, a), square = limited * limited;
  L const u = select(large, a - one, limited + square / (one + sqrt(square + one)));
  return detail::with_sign(detail::log1p_doubled(u, select(large, one, zero)), x);
}

/// The x >= 0 whose hyperbolic cosine is given: log(x + sqrt(x^2 - 1)); NaN below 1.
template <class L>
TENON_INLINE constexpr L acosh(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const one(T(1)), zero(T(0));
  auto const large = x > L(detail::Hyperbolic<T>::large);
  L const t = x - one, limited = select(large | (x < one), one, t);
  L const u = select(large, t, limited + sqrt(fma(limited, limited, limited + limited)));
  L const result = detail::log1p_doubled(u, select(large, one, zero));
  return select(x < one, L(R::nan), select(x == x, result, x));
}

/// The x whose hyperbolic tangent is given: log((1 + x) / (1 - x)) / 2; NaN for |x| > 1.
template <class L>
TENON_INLINE constexpr L atanh(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const a = abs(x), one(T(1)), half(T(0.5)), square = a * a;
  L const small = fma(half * a * square, detail::polynomial(square, square * square, R::log), a);
  L const limited = select(a < one, a, half);
  L const large = half * detail::log1p_doubled((limited + limited) / (one - limited), L(T(0)));
  L const beyond = select(a == one, L(R::infinity), L(R::nan));
  return detail::with_sign(select(a < L(T(0.17)), small, select(a < one, large, beyond)), x);
}

}  // namespace tenon::lanes::math
