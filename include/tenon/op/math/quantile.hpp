// SPDX-License-Identifier: MIT
#pragma once

#include <tenon/op/math.hpp>

/// Quantiles of distributions, from tail probabilities.
namespace tenon::lanes::math {

namespace detail {

// Numerators and denominators of Wichura, Algorithm AS 241: The percentage points of the normal distribution, Applied
// Statistics 37 (1988): PPND7 for float (7 digits) and PPND16 for double (16). Lowest powers first.
template <class T>
struct NormalQuantile;
template <>
struct NormalQuantile<float> {
  static constexpr double centre[2][4] = {{3.3871327179, 50.434271938, 159.29113202, 59.109374720},
                                          {1, 17.895169469, 78.757757664, 67.187563600}};
  static constexpr double tail[2][4] = {{1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103},
                                        {1, 0.73700164250, 0.12021132975, 0}};
};
template <>
struct NormalQuantile<double> {
  static constexpr double centre[2][8] = {
      {3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
       67265.770927008700853, 33430.575583588128105, 2509.0809287301226727},
      {1, 42.313330701600911252, 687.18700749205790830, 5394.1960214247511077, 21213.794301586595867, 39307.895800092710610,
       28729.085735721942674, 5226.4952788528545610}};
  static constexpr double tail[2][8] = {
      {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504, 1.27045825245236838258,
       0.241780725177450611770, 0.0227238449892691845833, 7.74545014278341407640e-4},
      {1, 2.05319162663775882187, 1.67638483018380384940, 0.689767334985100004550, 0.148103976427480074590,
       0.0151986665636164571966, 5.47593808499534494600e-4, 1.05075007164441684324e-9}};
  static constexpr double far[2][8] = {
      {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580, 0.296560571828504891230, 0.0265321895265761230930,
       0.00124266094738807843860, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
      {1, 0.599832206555887937690, 0.136929880922735805310, 0.0148753612908506148525, 7.86869131145613259100e-4,
       1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15}};
};

/// c[I] + c[I+1] x + ...; no loop, so that the coefficients are constants of L's dtype wherever it is compiled.
template <int I = 0, class L, int N>
TENON_INLINE constexpr L horner(L x, double const (&c)[N]) {
  L const first(static_cast<typename L::value_type>(c[I]));
  if constexpr (I == N - 1)
    return first;
  else
    return fma(horner<I + 1>(x, c), x, first);
}

/// Two values to be divided.
template <class L>
struct Ratio {
  L numerator, denominator;
};
// Numerator and denominator where the middle is below 0.425.
template <class Digits, class L>
TENON_INLINE constexpr Ratio<L> central_quantile(L middle) {
  using C = NormalQuantile<Digits>;
  L const square = fma(-middle, middle, L(typename L::value_type(0.180625)));
  return {middle * horner(square, C::centre[0]), horner(square, C::centre[1])};
}

}  // namespace detail

/// The x >= 0 that a standard normal deviate exceeds with probability `tail` in (0, 1/2]; `middle` is 1/2 - tail, which the
/// caller may know with more digits. By the coefficients of `Digits`: 7 digits, for tails down to 1e-11, or 16.
template <class Digits, class L>
TENON_INLINE constexpr L normal_quantile(L tail, L middle) {
  using T = typename L::value_type;
  using C = detail::NormalQuantile<Digits>;
  auto const central = middle < L(T(0.425));
  auto const [numerator, denominator] = detail::central_quantile<Digits>(middle);
  L const r = sqrt(-log(tail)), near = r - L(T(1.6));
  L outer = detail::horner(near, C::tail[0]), divisor = detail::horner(near, C::tail[1]);
  if constexpr (sizeof(Digits) == 8) {
    auto const beyond = r > L(T(5));
    L const further = r - L(T(5));
    outer = select(beyond, detail::horner(further, C::far[0]), outer);
    divisor = select(beyond, detail::horner(further, C::far[1]), divisor);
  }
  return select(central, numerator, outer) / select(central, denominator, divisor);
}

/// -log(1 - u) of u = p for p > 0, of u = 1 + p for p < 0: both tails keep their digits. |p| in (0, 1/2].
template <class L>
TENON_INLINE constexpr L exponential_quantile(L p) {
  using T = typename L::value_type;
  using R = detail::Real<T>;
  constexpr T bias = T(R::bias) + T(typename R::Bits(1) << R::mantissa);
  L const one(T(1)), magnitude = abs(p);
  auto const small = p < L(T(0));
  auto const [e, m, field] = detail::parts(select(small, magnitude, one - magnitude), L(bias));
  // Without the rounding of 1 - p: 1 - p - 1, and where its half is taken, 2 (1 - p) - 1.
  L const exact = select(e == L(T(0)), -magnitude, fma(L(T(-2)), magnitude, one));
  return -detail::log_limited(select(small, m - one, exact), e * L(R::ln2_high), e * L(R::ln2_low));
}

}  // namespace tenon::lanes::math
