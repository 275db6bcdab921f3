// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/lane.hpp>

#include <cstdint>

/// The elementary functions, written once for every kind of lanes L of float or double: the same operations in the
/// same order run on registers, on a lone value of a microcontroller, and in constant evaluation, so the results
/// agree bit for bit wherever multiply-add is (or is not) fused. No tables, no branches, at most one division.

namespace tenon::lanes {}  // namespace tenon::lanes

namespace tenon::lanes::math {

namespace detail {

// The constants of a floating type. Polynomials are minimax by Remez' exchange; each coefficient was rounded in turn,
// lowest first, and the others fitted again.
template <class T>
struct Real;

template <>
struct Real<float> {
  using Bits = std::uint32_t;
  static constexpr int mantissa = 23, bias = 127;
  static constexpr bool careful = false;  // the bounds are met without the rounding of r
  static constexpr float infinity = __builtin_inff(), nan = __builtin_nanf("");
  static constexpr float integer = 0x1.8p23f;  // adding it leaves the nearest integer in the low bits
  static constexpr float log2e = 0x1.715476p0f;
  static constexpr float ln2_high = 0x1.62e4p-1f, ln2_low = 0x1.7f7d1cp-20f;  // high times an exponent is exact
  static constexpr float half_ln2_high = 0x1.62e43p-2f,
                         half_ln2_low = 0;                     // in tanh, one float is near enough to ln(2)/2
  static constexpr float exp_least = -104, exp_most = 89;      // beyond: 0 and infinity
  static constexpr float expm1_least = -18, tanh_most = 9.1f;  // beyond: -1 and 1
  static constexpr float least_normal = 0x1p-126f, denormal_scale = 0x1p24f;
  static constexpr int denormal_shift = 24;
  static constexpr Bits sqrt_half = 0x3f3504f3;
  // (e^r - 1 - r) / r^2 for |r| <= ln(2)/2: relative error of e^r 2^-28.2.
  static constexpr float exp[] = {0x1.fffffcp-2f, 0x1.555492p-3f, 0x1.5558bcp-5f, 0x1.1239c6p-7f, 0x1.6a416p-10f};
  // The same for e^r - 1: relative error 2^-31.1.
  static constexpr float expm1[] = {0x1p-1f, 0x1.555554p-3f, 0x1.5554f8p-5f, 0x1.1112d4p-7f, 0x1.6d3a84p-10f, 0x1.9e7ceap-13f};
  // ((1 - e^-2r) / 2 - r) / r^2 for |r| <= ln(2)/4: relative error of 1 - e^-2r 2^-26.1.
  static constexpr float tanh[] = {-0x1.fffffep-1f, 0x1.5554b2p-1f, -0x1.555702p-2f, 0x1.1226a8p-3f, -0x1.6b8c74p-5f};
  // (log((1+s)/(1-s)) / s - 2) / s^2 as a polynomial in s^2, s <= (sqrt2 - 1)/(sqrt2 + 1): relative error 2^-30.2.
  static constexpr float log[] = {0x1.55557ap-1f, 0x1.995eb2p-2f, 0x1.31e6dcp-2f};
  // (log(1+t) - t) / t^2 for 0 <= t <= 1: relative error of log(1+t) 2^-27.5.
  static constexpr float softplus[] = {-0x1.ffffd2p-2f, 0x1.554ddp-2f,   -0x1.ff23e6p-3f, 0x1.934b54p-3f, -0x1.3a435ep-3f,
                                       0x1.b4ae08p-4f,  -0x1.d6b08cp-5f, 0x1.4917cep-6f,  -0x1.af49cep-9f};
};

template <>
struct Real<double> {
  using Bits = std::uint64_t;
  static constexpr int mantissa = 52, bias = 1023;
  static constexpr bool careful = true;
  static constexpr double infinity = __builtin_inf(), nan = __builtin_nan("");
  static constexpr double integer = 0x1.8p52;
  static constexpr double log2e = 0x1.71547652b82fep0;
  static constexpr double ln2_high = 0x1.62e42feep-1, ln2_low = 0x1.a39ef35793c76p-33;
  static constexpr double half_ln2_high = ln2_high / 2, half_ln2_low = ln2_low / 2;
  static constexpr double exp_least = -746, exp_most = 710;
  static constexpr double expm1_least = -38, tanh_most = 19.1;
  static constexpr double least_normal = 0x1p-1022, denormal_scale = 0x1p54;
  static constexpr int denormal_shift = 54;
  static constexpr Bits sqrt_half = 0x3fe6a09e667f3bcd;
  // As above: 2^-57.9, 2^-61.6, 2^-61.6, 2^-59.5, 2^-56.6.
  static constexpr double exp[] = {0x1.000000000000ap-1,  0x1.5555555555503p-3,  0x1.55555555506dfp-5,  0x1.111111112627cp-7,
                                   0x1.6c16c184759a9p-10, 0x1.a01a0130d9791p-13, 0x1.a019994bfd9f6p-16, 0x1.71df196559126p-19,
                                   0x1.28ae22e6ff338p-22, 0x1.ad900b9402778p-26};
  static constexpr double expm1[] = {0x1p-1,
                                     0x1.5555555555559p-3,
                                     0x1.5555555555556p-5,
                                     0x1.111111110f6e0p-7,
                                     0x1.6c16c16c17e6ap-10,
                                     0x1.a01a01afbb384p-13,
                                     0x1.a01a01979bc2cp-16,
                                     0x1.71ddf8ceb129ap-19,
                                     0x1.27e505e599e09p-22,
                                     0x1.af5de700f669ap-26,
                                     0x1.1f26a24207514p-29};
  static constexpr double tanh[] = {-0x1p0,
                                    0x1.5555555555559p-1,
                                    -0x1.5555555555556p-2,
                                    0x1.111111110f6ep-3,
                                    -0x1.6c16c16c17e6ap-5,
                                    0x1.a01a01afbb384p-7,
                                    -0x1.a01a01979bc2cp-9,
                                    0x1.71ddf8ceb129ap-11,
                                    -0x1.27e505e599e09p-13,
                                    0x1.af5de700f669ap-16,
                                    -0x1.1f26a24207514p-18};
  static constexpr double log[] = {0x1.5555555555594p-1, 0x1.999999997f403p-2, 0x1.2492494286f4cp-2, 0x1.c71c518624567p-3,
                                   0x1.74665bab0d818p-3, 0x1.399ea78b6b2e9p-3, 0x1.2f2610b350edfp-3};
  static constexpr double softplus[] = {
      -0x1.fffffffffff9fp-2, 0x1.5555555551053p-2,  -0x1.fffffffdd4a95p-3, 0x1.99999951fb625p-3,   -0x1.55554fbe6b1c9p-3,
      0x1.2491feda1d937p-3,  -0x1.fffa8bd587791p-4, 0x1.c6f6a85fda398p-4,  -0x1.98d29768f4d3dp-4,  0x1.712df890e7e03p-4,
      -0x1.4b02275ae8158p-4, 0x1.202e005cbfd04p-4,  -0x1.d7118441d14abp-5, 0x1.5a896819b3664p-5,   -0x1.b632f373d0f74p-6,
      0x1.c57f9e75e49a0p-7,  -0x1.6b4f0b4bb37aep-8, 0x1.a25ce3d564f00p-10, -0x1.31f9a164dad1ep-12, 0x1.a907d19feda36p-16};
};

// c[I] + c[I+1] x + ... in pairs over x^2: as many operations as Horner's rule and half its latency.
template <int I = 0, class L, class T, int N>
TENON_INLINE constexpr L polynomial(L x, L square, T const (&c)[N]) {
  if constexpr (I == N - 1)
    return L(c[I]);
  else if constexpr (I == N - 2)
    return fma(L(c[I + 1]), x, L(c[I]));
  else
    return fma(polynomial<I + 2>(x, square, c), square, fma(L(c[I + 1]), x, L(c[I])));
}

// x = n ln2 + r + rest, where `rest` is what rounding took from r. The low bits of `shifted` hold n + Offset.
template <class L>
struct Reduced {
  L shifted, r, rest;
};
template <int Offset, class L>
TENON_INLINE constexpr Reduced<L> reduce(L x) {
  using T = typename L::value_type;
  using R = Real<T>;
  L const shift(R::integer + T(Offset));
  L const shifted = fma(x, L(R::log2e), shift);
  L const n = shifted - shift;
  L const high = fma(n, L(-R::ln2_high), x), r = fma(n, L(-R::ln2_low), high);
  return {shifted, r, fma(n, L(-R::ln2_low), high - r)};
}

// A polynomial by Horner's rule, in float: the square that pairs need and the copies of what they share are operations too.
template <int I = 0, class L, int N>
TENON_INLINE constexpr L nested(L x, float const (&c)[N]) {
  if constexpr (I == N - 1)
    return L(c[I]);
  else
    return fma(nested<I + 1>(x, c), x, L(c[I]));
}

// s 2^n, where the low bits of `shifted` hold n + 2 bias: the power of two is applied in two halves, so that results next to
// overflow and denormal ones come out right; or by the instruction that targets have for it.
template <class L>
TENON_INLINE constexpr L scale(L s, L n, L shifted) {
  using T = typename L::value_type;
  using R = Real<T>;
  if constexpr (requires { scaled(s, n); })
    return scaled(s, n);
  else {
    auto const field = bits<typename R::Bits>(shifted);
    auto const half = shift_right<1>(field);
    return s * bits<T>(shift_left<R::mantissa>(half)) * bits<T>(shift_left<R::mantissa>(field - half));
  }
}

// (1 + y) 2^n; 1 + y is rounded with the first half of the power.
template <class L>
TENON_INLINE constexpr L scale_one_plus(L y, L n, L shifted) {
  using T = typename L::value_type;
  using R = Real<T>;
  if constexpr (requires { scaled(y, n); })
    return scaled(L(T(1)) + y, n);
  else {
    auto const field = bits<typename R::Bits>(shifted);
    auto const half = shift_right<1>(field);
    L const a = bits<T>(shift_left<R::mantissa>(half)), b = bits<T>(shift_left<R::mantissa>(field - half));
    return fma(y, a, a) * b;
  }
}

// e^x for x within [exp_least, exp_most].
template <class L>
TENON_INLINE constexpr L exp_limited(L x) {
  using T = typename L::value_type;
  using R = Real<T>;
  auto const reduced = reduce<2 * R::bias>(x);
  L const shifted = reduced.shifted, r = reduced.r;  // GCC at -Os would keep the parts of a struct in memory
  L const square = r * r, y = fma(square, polynomial(r, square, R::exp), r);
  return scale_one_plus(y, shifted - L(R::integer + T(2 * R::bias)), shifted);
}

// log(1 + f) + (high + low) for f within [sqrt(1/2) - 1, sqrt(2) - 1], through s = f / (2 + f).
template <class L>
TENON_INLINE constexpr L log_limited(L f, L high, L low) {
  using T = typename L::value_type;
  L const s = f / (L(T(2)) + f), z = s * s, half = L(T(0.5)) * f * f;
  L const series = z * polynomial(z, z * z, Real<T>::log);
  return high - ((half - fma(s, half + series, low)) - f);
}

// u = 2^e m with m within [sqrt(1/2), sqrt(2)); `field` is the biased exponent in place.
template <class L>
struct Parts {
  L e, m;
  decltype(bits<typename Real<typename L::value_type>::Bits>(L())) field;
};
template <class L>
TENON_INLINE constexpr Parts<L> parts(L u, L bias) {
  using T = typename L::value_type;
  using R = Real<T>;
  using B = typename R::Bits;
  auto const raised = bits<B>(u);
  using I = std::remove_const_t<decltype(raised)>;
  constexpr B one = B(R::bias) << R::mantissa, integer = B(R::bias + R::mantissa) << R::mantissa;
  I const moved = raised + I(one - R::sqrt_half);
  I const exponent = shift_right<R::mantissa>(moved);
  I const field = shift_left<R::mantissa>(exponent);
  // An integer below 2^mantissa becomes a float by putting it under the leading one of 2^mantissa.
  L const e = bits<T>(exponent + I(integer)) - bias;
  return {e, bits<T>((moved - field) + I(R::sqrt_half)), field};
}

}  // namespace detail

/// e^x.
template <class L>
TENON_INLINE constexpr L exp(L x) {
  using R = detail::Real<typename L::value_type>;
  return detail::exp_limited(at_most(at_least(x, L(R::exp_least)), L(R::exp_most)));
}

/// e^x of an x that is not positive; what would be subnormal is 0.
template <class L>
TENON_INLINE constexpr L exp_of_nonpositive(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  // The least x has the exponent whose biased form is 0.
  auto const reduced = detail::reduce<R::bias>(at_least(x, L(T(-R::bias * 0.69314718055994530942))));
  L const shifted = reduced.shifted, r = reduced.r, square = r * r, y = fma(square, detail::polynomial(r, square, R::exp), r);
  L const power = bits<T>(shift_left<R::mantissa>(bits<typename R::Bits>(shifted)));
  return fma(y, power, power);
}

/// e^x - 1, exact to the last bits near 0 as well.
template <class L>
TENON_INLINE constexpr L expm1(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const limited = at_most(at_least(x, L(R::expm1_least)), L(R::exp_most));
  auto const reduced = detail::reduce<R::bias - 1>(limited);
  L const shifted = reduced.shifted, r = reduced.r, rest = reduced.rest;
  L const square = r * r, p = detail::polynomial(r, square, R::expm1);
  L const y = R::careful ? r + fma(square, p, rest) : fma(square, p, r);
  L const half = bits<T>(shift_left<R::mantissa>(bits<typename R::Bits>(shifted)));  // 2^(n-1): 2^n may overflow
  L const result = fma(y, half, half - L(T(0.5)));
  // Twice the half lost the last bit of a denormal, and the sign of zero.
  return select(abs(x) < L(R::least_normal), x, result + result);
}

/// Hyperbolic tangent: (1 - t) / (1 + t) of t = e^-2|x|, with the sign of x.
template <class L>
TENON_INLINE constexpr L tanh(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  using B = typename R::Bits;
  L const magnitude = abs(x), a = at_most(magnitude, L(R::tanh_most));
  // -2a = n ln2 - 2r and t = 2^n e^-2r; `power` is 2^(n+1).
  L const shift(R::integer + T(R::bias + 1)), shifted = fma(a, L(-2 * R::log2e), shift), n = shifted - shift;
  L const high = fma(n, L(R::half_ln2_high), a), r = R::careful ? fma(n, L(R::half_ln2_low), high) : high;
  L const square = r * r, p = detail::polynomial(r, square, R::tanh);
  L const y = R::careful ? r + fma(square, p, fma(n, L(R::half_ln2_low), high - r)) : fma(square, p, r);
  L const one(T(1)), half(T(0.5)), power = bits<T>(shift_left<R::mantissa>(bits<B>(shifted)));
  L const numerator = fma(y, power, fma(power, -half, one)), denominator = fma(-y, power, fma(power, half, one));
  L const result = numerator / denominator;
  return bits<T>(bits<B>(result) + (bits<B>(x) - bits<B>(magnitude)));
}

/// 1 / (1 + e^-x).
template <class L>
TENON_INLINE constexpr L sigmoid(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const e = detail::exp_limited(at_least(-abs(x), L(R::exp_least)));
  L const one(T(1));
  L const d = select(x < L(T(0)), e, one) / (one + e);
  // Where e is small, d has the whole rounding error of 1 + e, and e - e d only a small part of it.
  return select(x < L(T(-0.9)), fma(-e, d, e), d);
}

/// Natural logarithm.
template <class L>
TENON_INLINE constexpr L log(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  constexpr T bias = T(R::bias) + T(typename R::Bits(1) << R::mantissa);
  L const zero(T(0)), infinity(R::infinity);
  auto const tiny = x < L(R::least_normal);
  auto const [e, m, field] =
      detail::parts(select(tiny, x * L(R::denormal_scale), x), select(tiny, L(bias + T(R::denormal_shift)), L(bias)));
  L const result = detail::log_limited(m - L(T(1)), e * L(R::ln2_high), e * L(R::ln2_low));
  L const other = select(x == zero, -infinity, select(x < zero, L(R::nan), x));
  return select((x > zero) & (x < infinity), result, other);
}

/// log(1 + x), exact to the last bits near 0 as well.
template <class L>
TENON_INLINE constexpr L log1p(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  using B = typename R::Bits;
  constexpr T bias = T(R::bias) + T(B(1) << R::mantissa);
  L const one(T(1)), zero(T(0)), infinity(R::infinity);
  auto const [e, m, field] = detail::parts(one + x, L(bias));
  using I = std::remove_cvref_t<decltype(field)>;
  // 2^-e (1 + x) - 1 without the rounding of 1 + x; from 2^(mantissa+2) on, that rounding does not matter.
  L const scale = bits<T>(I(B(2 * R::bias) << R::mantissa) - field);
  L const f = select(x < L(T(B(4) << R::mantissa)), fma(x, scale, scale - one), m - one);
  L const result = detail::log_limited(f, e * L(R::ln2_high), e * L(R::ln2_low));
  L const other = select(x == -one, -infinity, select(x < -one, L(R::nan), x));
  return select((x > -one) & (x < infinity) & (x != zero), result, other);
}

/// log(1 + e^x), without overflow.
template <class L>
TENON_INLINE constexpr L softplus(L x) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  L const t = detail::exp_limited(at_least(-abs(x), L(R::exp_least))), square = t * t;
  return at_least(x, L(T(0))) + fma(square, detail::polynomial(t, square, R::softplus), t);
}

}  // namespace tenon::lanes::math
