// SPDX-License-Identifier: MIT
#pragma once

#include "support/math_error.hpp"

#include <tenon/op/math/hyperbolic.hpp>
#include <tenon/op/math/polygamma.hpp>
#include <tenon/op/math/power.hpp>
#include <tenon/op/math/rounding.hpp>
#include <tenon/op/math/special.hpp>
#include <tenon/op/math/trigonometric.hpp>

#include <numbers>
#include <tuple>

/// The elementary functions: ours, the exact one in a wider type, and the bounds of the table in docs/numerics.md, in units
/// in the last place of float and of double. The sweeps of the unit tests and the nightly one over all floats hold us to them.
namespace tenon_test::functions {

namespace math = tenon::lanes::math;

/// x - tanh(x) = (x cosh(x) - sinh(x)) / cosh(x): near 0 the numerator is a series of positive terms, 2k x^(2k+1) / (2k+1)!.
template <class Wide>
Wide tanh_shrink(Wide x) {
  if (!(std::fabs(x) < 1)) return x - std::tanh(x);
  Wide sum = 0, power = x;
  for (int k = 1; k < 14; ++k) {
    power *= x * x / static_cast<Wide>(2 * k * (2 * k + 1));
    sum += static_cast<Wide>(2 * k) * power;
  }
  return sum / std::cosh(x);
}

#define TENON_TEST_FUNCTION(Name, function, bound_float, bound_double, reference)                                                \
  struct Name {                                                                                                                  \
    static constexpr char name[] = #function;                                                                                    \
    static constexpr double bounds[] = {bound_float, bound_double};                                                              \
    using Measure = InUlp;                                                                                                       \
    static constexpr auto apply = [](auto x) { return math::function(x); };                                                      \
    static constexpr auto exact = [](auto x) -> decltype(x) { return reference; };                                               \
  };
TENON_TEST_FUNCTION(Exp, exp, 1.1, 1.1, std::exp(x))
TENON_TEST_FUNCTION(Expm1, expm1, 1.6, 1.75, std::expm1(x))
TENON_TEST_FUNCTION(Log, log, 0.9, 0.9, std::log(x))
TENON_TEST_FUNCTION(Log1p, log1p, 1.5, 1.5, std::log1p(x))
TENON_TEST_FUNCTION(Tanh, tanh, 2.0, 2.0, std::tanh(x))
TENON_TEST_FUNCTION(Sigmoid, sigmoid, 1.9, 1.9, x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x)))
TENON_TEST_FUNCTION(Softplus, softplus, 2.6, 2.4, (x > 0 ? x : 0) + std::log1p(std::exp(-std::fabs(x))))

TENON_TEST_FUNCTION(Exp2, exp2, 1.5, 1.4, std::exp2(x))
TENON_TEST_FUNCTION(Log2, log2, 0.9, 0.9, std::log2(x))
TENON_TEST_FUNCTION(Log10, log10, 0.9, 0.9, std::log10(x))
TENON_TEST_FUNCTION(Rsqrt, rsqrt, 1.5, 1.5, 1 / std::sqrt(x))
TENON_TEST_FUNCTION(Cbrt, cbrt, 1.0, 1.0, std::cbrt(x))

TENON_TEST_FUNCTION(Sin, sin, 1.0, 1.0, std::sin(x))
TENON_TEST_FUNCTION(Cos, cos, 1.0, 1.0, std::cos(x))
TENON_TEST_FUNCTION(Tan, tan, 2.6, 2.6, std::tan(x))
TENON_TEST_FUNCTION(Asin, asin, 2.2, 2.2, std::asin(x))
TENON_TEST_FUNCTION(Acos, acos, 1.5, 1.5, std::acos(x))
TENON_TEST_FUNCTION(Atan, atan, 2.0, 2.0, std::atan(x))

TENON_TEST_FUNCTION(Sinh, sinh, 2.0, 2.0, std::sinh(x))
TENON_TEST_FUNCTION(Cosh, cosh, 1.6, 1.6, std::cosh(x))
TENON_TEST_FUNCTION(Asinh, asinh, 2.0, 2.0, std::asinh(x))
TENON_TEST_FUNCTION(Acosh, acosh, 2.3, 2.3, std::acosh(x))
TENON_TEST_FUNCTION(Atanh, atanh, 2.2, 2.2, std::atanh(x))

TENON_TEST_FUNCTION(Erf, erf, 2.3, 1.4, std::erf(x))
TENON_TEST_FUNCTION(Erfc, erfc, 6.0, 4.0, std::erfc(x))

TENON_TEST_FUNCTION(Ndtr, ndtr, 6.5, 5.0, std::erfc(x * -std::numbers::sqrt2_v<decltype(x)> / 2) / 2)
TENON_TEST_FUNCTION(TanhShrink, tanh_shrink, 6.0, 6.0, functions::tanh_shrink(x))

TENON_TEST_FUNCTION(Floor, floor, 0.0, 0.0, std::floor(x))
TENON_TEST_FUNCTION(Ceil, ceil, 0.0, 0.0, std::ceil(x))
TENON_TEST_FUNCTION(Trunc, trunc, 0.0, 0.0, std::trunc(x))
#undef TENON_TEST_FUNCTION

/// Those that the lanes have themselves: round, sqrt, /.
struct Round {
  static constexpr char name[] = "round";
  static constexpr double bounds[] = {0.0, 0.0};
  using Measure = InUlp;
  static constexpr auto apply = [](auto x) { return round(x); };
  static constexpr auto exact = [](auto x) { return std::nearbyint(x); };
};
struct Sqrt {
  static constexpr char name[] = "sqrt";
  static constexpr double bounds[] = {0.5, 0.5};
  using Measure = InUlp;
  static constexpr auto apply = [](auto x) { return sqrt(x); };
  static constexpr auto exact = [](auto x) { return std::sqrt(x); };
};
struct Divide {
  static constexpr char name[] = "divide";
  static constexpr double bounds[] = {0.5, 0.5};
  using Measure = InUlp;
  static constexpr auto apply = [](auto x, auto y) { return x / y; };
  static constexpr auto exact = [](auto x, auto y) { return x / y; };
};

#define TENON_TEST_FUNCTION2(Name, function, bound_float, bound_double)                                                          \
  struct Name {                                                                                                                  \
    static constexpr char name[] = #function;                                                                                    \
    static constexpr double bounds[] = {bound_float, bound_double};                                                              \
    using Measure = InUlp;                                                                                                       \
    static constexpr auto apply = [](auto x, auto y) { return math::function(x, y); };                                           \
    static constexpr auto exact = [](auto x, auto y) { return std::function(x, y); };                                            \
  };
TENON_TEST_FUNCTION2(Hypot, hypot, 1.3, 1.3)
TENON_TEST_FUNCTION2(Pow, pow, 1.8, 2.0)
TENON_TEST_FUNCTION2(Atan2, atan2, 2.1, 2.1)
#undef TENON_TEST_FUNCTION2

/// Below -1/2 the function has a zero next to every integer: there what counts is the last place of lgamma(-x), which
/// the reflection takes off, but at least that of 1.
struct Lgamma {
  static constexpr char name[] = "lgamma";
  static constexpr double bounds[] = {4.0, 4.0};
  struct Measure {
    template <class T, class Wide>
    static double error(T got, Wide exact, T x) {
      double const ulps = error_in_ulp(got, exact);
      if (x > T(-0.5) || ulps >= 1e9 || std::isinf(got)) return ulps;
      int size, least;
      std::frexp(std::max(std::lgamma(-static_cast<Wide>(x)), Wide(1)), &size);
      std::frexp(exact, &least);
      return size > least ? std::ldexp(ulps, least - size) : ulps;
    }
  };
  static constexpr auto apply = [](auto x) { return math::lgamma(x); };
  static constexpr auto exact = [](auto x) { return std::lgamma(x); };
};

template <class Wide>
Wide digamma(Wide x) {
  constexpr Wide pi = Wide(3.14159265358979323846264338327950288L);
  if (x == 0) return std::copysign(static_cast<Wide>(HUGE_VALL), -x);
  if (x < 0) return x == std::floor(x) ? Wide(NAN) : digamma(1 - x) - pi / std::tan(pi * (x - std::round(x)));
  Wide sum = 0;
  for (; x < 30; ++x) sum -= 1 / x;
  Wide const z = 1 / (x * x);
  Wide const series = z * (1 / Wide(12) - z * (1 / Wide(120) - z * (1 / Wide(252) - z * (1 / Wide(240) - z / 132))));
  return std::log(x) - 1 / (2 * x) - series + sum;
}
/// pi / tan(pi x) is taken off below 0; next to its zeros what counts is the last place of 1, or of log|x|, of whose size
/// the values are that the reflection takes off.
struct Digamma {
  static constexpr char name[] = "digamma";
  static constexpr double bounds[] = {12.0, 12.0};
  struct Measure {
    template <class T, class Wide>
    static double error(T got, Wide exact, T x) {
      double const ulps = error_in_ulp(got, exact);
      Wide const scale = std::max(x < 0 ? std::log(1 - static_cast<Wide>(x)) : Wide(0), Wide(1));
      return std::isfinite(got) && std::fabs(exact) < scale
                 ? static_cast<double>(std::fabs(got - exact) / (scale * std::numeric_limits<T>::epsilon()))
                 : ulps;
    }
  };
  static constexpr auto apply = [](auto x) { return math::digamma(x); };
  static constexpr auto exact = [](auto x) { return functions::digamma(x); };
};

/// The derivative of order N of digamma: a series far from 0, reached by steps of 1; below 0 by reflection, with the
/// derivatives of cot(pi x) as polynomials in it.
template <int N, class Wide>
Wide polygamma(Wide x) {
  constexpr Wide pi = Wide(3.14159265358979323846264338327950288L), infinity = Wide(HUGE_VALL);
  if (x == 0) return N % 2 == 1 ? infinity : std::copysign(infinity, -x);
  if (x < 0 && x == std::floor(x)) return N % 2 == 1 && std::isfinite(x) ? infinity : Wide(NAN);
  if (x < 0) {
    Wide const r = x - std::round(x), half = Wide(0.5);
    Wide const cot = std::fabs(r) < half / 2 ? 1 / std::tan(pi * r) : std::copysign(std::tan(pi * (half - std::fabs(r))), r);
    Wide p[N + 3] = {0, 1}, derived = 0;
    for (int n = 0; n < N; ++n) {
      Wide next[N + 3] = {};
      for (int i = 1; i < N + 2; ++i) next[i - 1] -= static_cast<Wide>(i) * p[i], next[i + 1] -= static_cast<Wide>(i) * p[i];
      std::copy(next, next + N + 3, p);
    }
    for (int i = N + 1; i >= 0; --i) derived = derived * cot + p[i];
    return (N % 2 == 1 ? -1 : 1) * polygamma<N>(1 - x) - std::pow(pi, Wide(N + 1)) * derived;
  }
  Wide factorial = 1, sum = 0;
  for (int i = 2; i <= N; ++i) factorial *= static_cast<Wide>(i);
  for (; x < 40; ++x) {
    Wide term = factorial / x;
    for (int i = 0; i < N; ++i) term /= x;
    sum += term;
  }
  constexpr Wide bernoulli[] = {Wide(1) / 6, -Wide(1) / 30, Wide(1) / 42, -Wide(1) / 30, Wide(5) / 66, -Wide(691) / 2730};
  Wide const first = factorial / static_cast<Wide>(N) / std::pow(x, Wide(N));
  Wide tail = first * (1 + static_cast<Wide>(N) / (2 * x)), power = 1;
  for (int k = 1; k <= 6; ++k) {
    power *= x * x;
    Wide c = bernoulli[k - 1];
    for (int i = 1; i < N; ++i) c *= static_cast<Wide>(2 * k + i) / static_cast<Wide>(i);
    tail += first * c / power;
  }
  return (N % 2 == 1 ? 1 : -1) * (sum + tail);
}
/// Below 0 the value of 1 - x is taken off; next to the zeros of an even order what counts is its last place.
template <int N>
struct Polygamma {
  static constexpr char name[] = "polygamma of order N";
  static constexpr double bounds[2] = {5.0 * (N + 1), 5.0 * (N + 1)};
  struct Measure {
    template <class T, class Wide>
    static double error(T got, Wide exact, T x) {
      double const ulps = error_in_ulp(got, exact);
      if (!(x < 0) || ulps >= 1e9 || !std::isfinite(got)) return ulps;
      int size, least;
      std::frexp(functions::polygamma<N>(1 - static_cast<Wide>(x)), &size);
      std::frexp(exact, &least);
      return size > least ? std::ldexp(ulps, least - size) : ulps;
    }
  };
  static constexpr auto apply = [](auto x) { return math::polygamma<N>(x); };
  static constexpr auto exact = [](auto x) { return functions::polygamma<N>(x); };
};
struct Trigamma : Polygamma<1> {
  static constexpr char name[] = "trigamma";
  static constexpr double bounds[] = {7.0, 7.0};
};

/// x ndtr(x): below, ndtr is subnormal before its product with x is.
struct Gelu {
  static constexpr char name[] = "gelu";
  static constexpr double bounds[] = {6.5, 5.0};
  struct Measure {
    template <class T, class Wide>
    static double error(T got, Wide exact, T) {
      double const ulps = error_in_ulp(got, exact);
      return std::fabs(exact) < 32 * static_cast<Wide>(std::numeric_limits<T>::min()) && ulps < 1e9 ? ulps / 32 : ulps;
    }
  };
  static constexpr auto apply = [](auto x) { return math::gelu(x); };
  static constexpr auto exact = [](auto x) { return x < -1e9 ? -decltype(x)(0) : x * Ndtr::exact(x); };
};

/// Those of one argument, in the order of the table.
using Unary = std::tuple<Exp, Expm1, Log, Log1p, Tanh, Sigmoid, Softplus, Exp2, Log2, Log10, Rsqrt, Cbrt, Sin, Cos, Tan, Asin,
                         Acos, Atan, Sinh, Cosh, Asinh, Acosh, Atanh, Erf, Erfc, Ndtr, Gelu, TanhShrink, Lgamma, Digamma,
                         Trigamma, Floor, Ceil, Trunc, Round, Sqrt>;

}  // namespace tenon_test::functions
