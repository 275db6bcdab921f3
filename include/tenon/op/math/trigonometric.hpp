// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math/angle.hpp>

/// Trigonometric functions of any finite angle in radians, and their inverses, in the manner of op/math.hpp.
namespace tenon::lanes::math {

namespace detail {

template <class T>
struct Trigonometric;

template <>
struct Trigonometric<float> {
  static constexpr float quarter_pi[] = {0x1.92p-1f, 0x1.fb5444p-13f};  // up to four times the first is exact
  // (sin(r) - r) / r^3 and (cos(r) - 1 + r^2/2) / r^4 as polynomials in r^2 for |r| <= pi/4: relative errors of the
  // functions 2^-28.0, 2^-33.0.
  static constexpr float sin[] = {-0x1.555546p-3f, 0x1.11077ap-7f, -0x1.9954a4p-13f};
  static constexpr float cos[] = {0x1.55554ap-5f, -0x1.6c0c28p-10f, 0x1.99e80cp-16f};
  // (atan(t) - t) / t^3 as a polynomial in t^2 for |t| <= tan(pi/8): 2^-30.4.
  static constexpr float atan[] = {-0x1.55554ap-2f, 0x1.9991e2p-3f, -0x1.23b9a2p-3f, 0x1.b22454p-4f, -0x1.f2e588p-5f};
  // (asin(s) - s) / s^3 as a polynomial in s^2 for |s| <= 1/2: 2^-27.6.
  static constexpr float asin[] = {0x1.5555c8p-3f, 0x1.330202p-4f, 0x1.747c02p-5f, 0x1.8c3ae8p-6f, 0x1.595f9ap-5f};
};

template <>
struct Trigonometric<double> {
  static constexpr double quarter_pi[] = {0x1.921fb544p-1, 0x1.0b4611a626331p-35};
  // As above: 2^-58.0, 2^-63.9, 2^-63.8, 2^-55.9.
  static constexpr double sin[] = {-0x1.5555555555549p-3, 0x1.111111110f892p-7,   -0x1.a01a019c12194p-13,
                                   0x1.71de3576b92e6p-19, -0x1.ae5e64a27a15ap-26, 0x1.5d925b0a6d107p-33};
  static constexpr double cos[] = {0x1.555555555554bp-5,   -0x1.6c16c16c15005p-10, 0x1.a01a019c8c77ep-16,
                                   -0x1.27e4f7ef0530ep-22, 0x1.1ee9d9be89b91p-29,  -0x1.8fa54e5db5ddbp-37};
  static constexpr double atan[] = {-0x1.5555555555554p-2, 0x1.9999999999584p-3, -0x1.249249246f589p-3, 0x1.c71c71b458974p-4,
                                    -0x1.745d14503ddb7p-4, 0x1.3b1364ef43c72p-4, -0x1.110beb6ba7106p-4, 0x1.e167bad4bdcbep-5,
                                    -0x1.ab3bf29f64255p-5, 0x1.6fe4f7a3b17bp-5,  -0x1.0fd585d9b8763p-5, 0x1.e84e1880b4874p-7};
  static constexpr double asin[] = {0x1.555555555539p-3,  0x1.333333336e85p-4,  0x1.6db6db4275bf7p-5, 0x1.f1c72c3adab8fp-6,
                                    0x1.6e89f40c5f973p-6, 0x1.1c6be5037bbcap-6, 0x1.c6fd79f1abb3cp-7, 0x1.8ec4f23422f7cp-7,
                                    0x1.abbd79c3f9346p-8, 0x1.40017f4b946fbp-6, -0x1.09e82ef84e26p-6, 0x1.0574ebdaaca85p-5};
};

// sin and cos of r + rest for |r| <= pi/4.
template <class L>
TENON_INLINE constexpr L sin_limited(L r, L rest) {
  using T = typename L::value_type;
  L const z = r * r, p = polynomial(z, z * z, Trigonometric<T>::sin);
  return r + fma(r * z, p, fma(z, L(T(-0.5)) * rest, rest));
}
template <class L>
TENON_INLINE constexpr L cos_limited(L r, L rest) {
  using T = typename L::value_type;
  L const z = r * r, p = polynomial(z, z * z, Trigonometric<T>::cos), one(T(1)), half = L(T(0.5)) * z, w = one - half;
  return w + (((one - w) - half) + fma(z * z, p, -(r * rest)));
}

// sin(x + shift pi/2) for an x that is not negative.
template <int Shift, class L>
TENON_INLINE constexpr L shifted_sin(L x) {
  using T = typename L::value_type;
  using B = typename Real<T>::Bits;
  auto const angle = without_right_angles(x);
  L const r = angle.r, rest = angle.rest;
  using I = std::remove_cvref_t<decltype(angle.quadrant)>;
  I const quadrant = angle.quadrant + I(B(Shift));
  constexpr int top = 8 * int(sizeof(T)) - 1;
  L const y = select(shift_left<top>(quadrant) != I(B(0)), cos_limited(r, rest), sin_limited(r, rest));
  return bits<T>(bits<B>(y) + shift_left<top>(shift_right<1>(quadrant)));
}

// atan(y / x) of values that are not negative, or pi less it where the mask holds: a quotient of at most tan(pi/8) is
// left by taking pi/4 off; then an integer times pi/4 and a sign make up for it. Not both are 0 or infinite.
template <class L, class M>
TENON_INLINE constexpr L angle_of(L y, L x, M obtuse) {
  using T = typename L::value_type;
  using C = Trigonometric<T>;
  L const zero(T(0)), one(T(1)), two(T(2)), four(T(4));
  auto const steep = y > x;
  L const small = select(steep, x, y), large = select(steep, y, x);
  auto const middle = small > L(T(0.41421356237309503)) * large;
  L const t = select(middle, small - large, small) / select(middle, small + large, large);
  L const octant = select(middle, one, zero), acute = select(steep, two - octant, octant);
  L const multiple = select(obtuse, four - acute, acute);
  L const z = t * t, signed_t = select(steep ^ obtuse, -t, t);
  L const low = fma(signed_t * z, polynomial(z, z * z, C::atan), multiple * L(C::quarter_pi[1]));
  return multiple * L(C::quarter_pi[0]) + (signed_t + low);
}

// asin(a) = s + p for a <= 1/2; up to 1 it is pi/2 - 2 (s + p), by way of s = sqrt((1 - a) / 2).
template <class L>
struct Arcsine {
  L s, p;
};
template <class L>
TENON_INLINE constexpr Arcsine<L> arcsine(L a) {
  using T = typename L::value_type;
  L const half(T(0.5));
  auto const large = a > half;
  L const z = select(large, fma(a, -half, half), a * a), s = select(large, sqrt(z), a);
  return {s, s * z * polynomial(z, z * z, Trigonometric<T>::asin)};
}

}  // namespace detail

/// Sine of x radians.
template <class L>
TENON_INLINE constexpr L sin(L x) {
  return detail::with_sign(detail::shifted_sin<0>(abs(x)), x);
}

/// Cosine of x radians.
template <class L>
TENON_INLINE constexpr L cos(L x) {
  return detail::shifted_sin<1>(abs(x));
}

/// Tangent of x radians.
template <class L>
TENON_INLINE constexpr L tan(L x) {
  using T = typename L::value_type;
  using B = typename detail::Real<T>::Bits;
  auto const angle = detail::without_right_angles(abs(x));
  using I = std::remove_cvref_t<decltype(angle.quadrant)>;
  L const s = detail::sin_limited(angle.r, angle.rest), c = detail::cos_limited(angle.r, angle.rest);
  auto const odd = shift_left<8 * int(sizeof(T)) - 1>(angle.quadrant) != I(B(0));
  return detail::with_sign(select(odd, -c, s) / select(odd, s, c), x);
}

/// The angle within [-pi/2, pi/2] whose sine is x; NaN for |x| > 1.
template <class L>
TENON_INLINE constexpr L asin(L x) {
  using T = typename L::value_type;
  using Q = detail::Quarters<T>;
  L const a = abs(x), one(T(1));
  auto const [s, p] = detail::arcsine(at_most(a, one));
  L const large = (L(Q::half_pi[0]) - (s + s)) - (p + p - L(Q::half_pi[1]));
  L const inside = detail::with_sign(select(a > L(T(0.5)), large, s + p), x);
  return select(a > one, L(detail::Real<T>::nan), inside);
}

/// The angle within [0, pi] whose cosine is x; NaN for |x| > 1.
template <class L>
TENON_INLINE constexpr L acos(L x) {
  using T = typename L::value_type;
  using Q = detail::Quarters<T>;
  L const a = abs(x), zero(T(0)), one(T(1));
  auto const [s, p] = detail::arcsine(at_most(a, one));
  auto const large = a > L(T(0.5)), negative = x < zero;
  // 2 (s + p), pi - 2 (s + p) or pi/2 - (s + p) with the sign of x
  L const first = select(large, s + s, s), second = select(large, p + p, p);
  L const base = select(large, select(negative, L(2 * Q::half_pi[0]), zero), L(Q::half_pi[0]));
  L const rest = select(large, select(negative, L(2 * Q::half_pi[1]), zero), L(Q::half_pi[1]));
  auto const add = negative ^ large;
  L const u = select(add, first, -first), v = select(add, second, -second);
  return select(a > one, L(detail::Real<T>::nan), (base + u) + (rest + v));
}

/// The angle within [-pi/2, pi/2] whose tangent is x.
template <class L>
TENON_INLINE constexpr L atan(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const a = abs(x), one(T(1)), zero(T(0));
  auto const infinite = a == L(R::infinity);
  L const y = select(infinite, one, a), angle = detail::angle_of(y, select(infinite, zero, one), one < zero);
  return detail::with_sign(angle, x);
}

/// The angle of the point (x, y) within [-pi, pi], with the special values of C.
template <class L>
TENON_INLINE constexpr L atan2(L y, L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const zero(T(0)), one(T(1)), infinity(R::infinity);
  auto scaled = [&](L a, L b) TENON_INLINE_LAMBDA {
    // Infinite ones count as 1 beside 0, zeros as 0 beside 1; a quarter where the sum would overflow.
    auto const any_infinite = (a == infinity) | (b == infinity);
    L const finite = select((a > L(T(1) / R::least_normal)) | (b > L(T(1) / R::least_normal)), a * L(T(0.25)), a);
    return select(any_infinite, select(a == infinity, one, zero), finite);
  };
  L const a = abs(y), b = abs(x), u = scaled(a, b), v = scaled(b, a);
  // The sign bit of x, not x < 0: atan2(0, -0) is pi.
  auto const negative = detail::with_sign(one, x) < zero;
  L const angle = detail::angle_of(u, select((a == zero) & (b == zero), one, v), negative);
  return detail::with_sign(select((x != x) | (y != y), x + y, angle), y);
}

}  // namespace tenon::lanes::math
