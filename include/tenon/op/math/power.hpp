// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/pairs.hpp>

/// Powers, roots and logarithms to other bases, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct Power;

template <>
struct Power<float> {
  static constexpr float least = -151, most = 128;                 // beyond: 2^x is 0 and infinity
  static constexpr float exponent_most = 0x1p34f;                  // |y| above: x^y is 0, 1 or infinity
  static constexpr float log2e[] = {0x1.714p0f, 0x1.47652cp-12f};  // upper digits, rest
  static constexpr float log10e[] = {0x1.bcap-2f, 0x1.7b1526p-14f};
  static constexpr float log10_2[] = {0x1.344p-2f, 0x1.3509f8p-18f};
  static constexpr float log2e_pair[] = {0x1.715476p0f, 0x1.4ae0cp-26f};
  static constexpr float third[] = {0x1.555556p-1f, -0x1.555556p-26f};  // 2/3
  static constexpr float large = 0x1p60f, small = 0x1p-40f, scale = 0x1p100f;
  static constexpr float cbrt2[] = {0x1.428a3p0f, 0x1.965feap-1f};  // 2^(1/3) and 2^(-1/3)
  // (2^r - 1) / r for |r| <= 1/2: relative error of 2^r 2^-25.9.
  static constexpr float exp2[] = {0x1.62e43p-1f,  0x1.ebfbdcp-3f, 0x1.c6aeeap-5f,
                                   0x1.3b2d4ep-7f, 0x1.5f3e2p-10f, 0x1.41fa76p-13f};
  // (log((1+s)/(1-s)) - 2s - 2/3 s^3) / s^5 as a polynomial in s^2: relative error of the logarithm 2^-36.8.
  static constexpr float log[] = {0x1.999ap-2f, 0x1.24527cp-2f, 0x1.dfa264p-3f};
  // (1 + f)^(-1/3) for sqrt(1/2) <= 1 + f <= sqrt(2): relative error 2^-11.9.
  static constexpr float cbrt[] = {0x1.ffe2fcp-1f, -0x1.56b3dap-2f, 0x1.e6dacap-3f, -0x1.44af72p-3f};
};

template <>
struct Power<double> {
  static constexpr double least = -1076, most = 1024;
  static constexpr double exponent_most = 0x1p65;
  static constexpr double log2e[] = {0x1.715476p0, 0x1.4ae0bf85ddf44p-26};
  static constexpr double log10e[] = {0x1.bcb7b1p-2, 0x1.49b9438ca9aaep-28};
  static constexpr double log10_2[] = {0x1.344135p-2, 0x1.3ef3fde623e25p-31};
  static constexpr double log2e_pair[] = {0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56};
  static constexpr double third[] = {0x1.5555555555555p-1, 0x1.5555555555555p-55};
  static constexpr double large = 0x1p500, small = 0x1p-400, scale = 0x1p600;
  static constexpr double cbrt2[] = {0x1.428a2f98d728bp0, 0x1.965fea53d6e3dp-1};
  // As above: 2^-57.3, 2^-66.3, 2^-19.7.
  static constexpr double exp2[] = {0x1.62e42fefa39efp-1,  0x1.ebfbdff82c5a4p-3,  0x1.c6b08d704a1b4p-5,  0x1.3b2ab6fba0939p-7,
                                    0x1.5d87fe788b9b6p-10, 0x1.4309130cb44b2p-13, 0x1.ffcbfc9c1f993p-17, 0x1.62bfcd8481bd7p-20,
                                    0x1.b524f3fc80a8fp-24, 0x1.e610c9f546bddp-28, 0x1.e96be9f8226d7p-32};
  static constexpr double log[] = {0x1.9999999999b3p-2,  0x1.2492492457d46p-2, 0x1.c71c722d6b233p-3, 0x1.745ce9e0e0cacp-3,
                                   0x1.3b1eec9f5aaa9p-3, 0x1.0f7fd967aec1ap-3, 0x1.0e4358c188886p-3};
  static constexpr double cbrt[] = {0x1.00000caa6f7a8p0,  -0x1.5557eb9d9a189p-2, 0x1.c6cfa7b46d3adp-3, -0x1.6065c23ec8542p-3,
                                    0x1.2ed19c830b713p-3, -0x1.21556a77e6d55p-3, 0x1.7d8d2da4e52ffp-4};
};

// 2^(x + low) for x within [least, most] and a low so small that its square does not matter.
template <class L>
TENON_INLINE constexpr L exp2_limited(L x, L low) {
  using T = typename L::value_type;
  using R = Real<T>;
  L const shift(R::integer + T(2 * R::bias)), shifted = x + shift, n = shifted - shift, r = x - n;
  L const p = polynomial(r, r * r, Power<T>::exp2), factor = low * L(Power<T>::exp2[0]);
  L const y = fma(r, p, fma(factor, r * p, factor));
  return scale_one_plus(y, n, shifted);
}

// x = 2^e m for a positive x, subnormal or not.
template <class L>
TENON_INLINE constexpr Parts<L> parts_of(L x) {
  using T = typename L::value_type;
  using R = Real<T>;
  constexpr T bias = T(R::bias) + T(typename R::Bits(1) << R::mantissa);
  auto const tiny = x < L(R::least_normal);
  return parts(select(tiny, x * L(R::denormal_scale), x), select(tiny, L(bias + T(R::denormal_shift)), L(bias)));
}

// The logarithm of x to a base b; `factor` is 1 / log(b) and `two` the logarithm of 2, each as upper digits and rest.
template <class L, class T>
TENON_INLINE constexpr L log_to_base(L x, T const (&factor)[2], T const (&two)[2]) {
  using R = Real<T>;
  L const zero(T(0)), infinity(R::infinity);
  auto const [e, m, field] = parts_of(x);
  L const f = m - L(T(1)), s = f / (L(T(2)) + f), z = s * s, half = L(T(0.5)) * f * f;
  // log(1 + f) = high + low; the product of high and the upper digits of the factor is exact.
  L const rest = s * (half + z * polynomial(z, z * z, R::log));
  L const high = upper_digits(f - half), low = ((f - high) - half) + rest;
  L const small = fma(low, L(factor[0]), fma(low + high, L(factor[1]), e * L(two[1])));
  auto const main = fast_sum(e * L(two[0]), high * L(factor[0]));
  L const result = main.high + (main.low + small);
  L const other = select(x == zero, -infinity, select(x < zero, L(R::nan), x));
  return select((x > zero) & (x < infinity), result, other);
}

// log2(x) of a positive finite x to about one and a half times the digits of T: s = f / (2 + f), its cube and the
// sums are pairs, the terms from s^5 on are not.
template <class L>
TENON_INLINE constexpr Pair<L> log2_pair(L x) {
  using T = typename L::value_type;
  using P = Power<T>;
  auto const [e, m, field] = parts_of(x);
  L const f = m - L(T(1));
  auto const d = fast_sum(L(T(2)), f);
  L const inverse = L(T(1)) / d.high, s = f * inverse;
  auto const sd = product(s, d.high);
  L const s_low = (((f - sd.high) - sd.low) - s * d.low) * inverse;
  auto const z = product(s, s);
  L const z_low = fma(s + s, s_low, z.low);
  auto const cube = product(s, z.high);
  L const cube_low = fma(s, z_low, fma(s_low, z.high, cube.low));
  auto const t = product(cube.high, L(P::third[0]));
  L const t_low = fma(cube.high, L(P::third[1]), fma(cube_low, L(P::third[0]), t.low));
  L const tail = cube.high * z.high * polynomial(z.high, z.high * z.high, P::log);
  auto const log = fast_sum(s + s, t.high);
  L const log_low = log.low + (((s_low + s_low) + t_low) + tail);
  auto const scaled = product(log.high, L(P::log2e_pair[0]));
  L const scaled_low = fma(log.high, L(P::log2e_pair[1]), fma(log_low, L(P::log2e_pair[0]), scaled.low));
  auto const result = fast_sum(e, scaled.high);
  return fast_sum(result.high, result.low + scaled_low);
}

}  // namespace detail

/// 2^x.
template <class L>
TENON_INLINE constexpr L exp2(L x) {
  using T = typename L::value_type;
  using P = detail::Power<T>;
  return detail::exp2_limited(at_most(at_least(x, L(P::least)), L(P::most)), L(T(0)));
}

/// Logarithm to base 2; exact at powers of 2.
template <class L>
TENON_INLINE constexpr L log2(L x) {
  using T = typename L::value_type;
  constexpr T one[2] = {T(1), T(0)};
  return detail::log_to_base(x, detail::Power<T>::log2e, one);
}

/// Logarithm to base 10.
template <class L>
TENON_INLINE constexpr L log10(L x) {
  using P = detail::Power<typename L::value_type>;
  return detail::log_to_base(x, P::log10e, P::log10_2);
}

/// 1 / sqrt(x).
template <class L>
TENON_INLINE constexpr L rsqrt(L x) {
  return L(typename L::value_type(1)) / sqrt(x);
}

/// Cube root: m^(-1/3) from a polynomial and one step of the third order, then one correction of the root itself.
template <class L>
TENON_INLINE constexpr L cbrt(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  using P = detail::Power<T>;
  using B = typename R::Bits;
  L const magnitude = abs(x), one(T(1));
  auto const usual = (magnitude > L(T(0))) & (magnitude < L(R::infinity));
  auto const [e, m, field] = detail::parts_of(select(usual, magnitude, one));
  // e = 3 n + k with k = -1, 0 or 1
  L const shift(R::integer + T(R::bias)), shifted = fma(e, L(T(1) / 3), shift), k = fma(shifted - shift, L(T(-3)), e);
  auto const up = k > L(T(0.5)), down = k < L(T(-0.5));
  L const t = m * select(up, L(T(2)), select(down, L(T(0.5)), one)), f = m - one;
  L const root = select(up, L(P::cbrt2[1]), select(down, L(P::cbrt2[0]), one));
  L const z = detail::polynomial(f, f * f, P::cbrt) * root;
  L const h = fma(-t, z * z * z, one);
  L const better = fma(z, h * fma(h, L(T(2) / 9), L(T(1) / 3)), z);
  L const square = better * better, y = t * square;
  L const result = fma(fma(-(y * y), y, t), square * L(T(1) / 3), y);
  L const scale = bits<T>(shift_left<R::mantissa>(bits<B>(shifted)));
  return select(usual, detail::with_sign(result * scale, x), x);
}

/// sqrt(x^2 + y^2) without overflow; infinite if either is infinite, even beside NaN.
template <class L>
TENON_INLINE constexpr L hypot(L x, L y) {
  using T = typename L::value_type;
  using P = detail::Power<T>;
  L const a = abs(x), b = abs(y), infinity(detail::Real<T>::infinity), one(T(1)), up(P::scale), down(1 / P::scale);
  L const most = select(a > b, a, b);
  auto const large = most > L(P::large), small = most < L(P::small);
  L const scale = select(large, down, select(small, up, one)), back = select(large, up, select(small, down, one));
  L const u = a * scale, v = b * scale;
  return select((a == infinity) | (b == infinity), infinity, sqrt(fma(u, u, v * v)) * back);
}

/// x^y with the special values of C: 1 for y = 0 and for x = 1 whatever the other, NaN for a finite negative x and a y
/// that is no integer.
template <class L>
TENON_INLINE constexpr L pow(L x, L y) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  using P = detail::Power<T>;
  L const zero(T(0)), one(T(1)), infinity(R::infinity), a = abs(x), b = abs(y);
  auto const unusual = !((a > zero) & (a < infinity));
  auto const log = detail::log2_pair(select(unusual, one, a));
  auto const exponent = at_most(at_least(y, L(-P::exponent_most)), L(P::exponent_most));
  auto const p = detail::product(exponent, log.high);
  auto const power = detail::fast_sum(p.high, fma(exponent, log.low, p.low));
  L const limited = at_most(at_least(power.high, L(P::least)), L(P::most));
  L result = detail::exp2_limited(limited, select(limited == power.high, power.low, zero));
  result = select(unusual, select((a < one) ^ (y < zero), zero, infinity), result);
  result = select(b == infinity, select(a == one, one, select((a < one) ^ (y < zero), zero, infinity)), result);
  // An odd y is an integer whose half is none; from 2^(mantissa+1) on every value is even.
  L const half = y * L(T(0.5));
  auto const whole = round(y) == y, odd = whole & (round(half) != half);
  result = detail::with_sign(result, select(odd, x, a));
  result = select((x < zero) & !whole & (a < infinity), L(R::nan), result);
  result = select((x != x) | (y != y), x + y, result);
  return select((y == zero) | (x == one), one, result);
}

}  // namespace tenon::lanes::math
