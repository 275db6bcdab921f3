// SPDX-License-Identifier: MIT
// The error and gamma functions against the C library in long double.
#include "support/math_sweep.hpp"

#include <tenon/op/math/special.hpp>

using namespace tenon_test;

namespace {

namespace math = tenon::lanes::math;

struct Erf {
  static constexpr char name[] = "erf";
  static constexpr double bounds[] = {1.4, 1.4};
  static constexpr auto apply = [](auto x) { return math::erf(x); };
  static constexpr auto exact = [](Long x) { return std::erf(x); };
};
struct Erfc {
  static constexpr char name[] = "erfc";
  static constexpr double bounds[] = {4, 4};
  static constexpr auto apply = [](auto x) { return math::erfc(x); };
  static constexpr auto exact = [](Long x) { return std::erfc(x); };
};
struct Lgamma {
  static constexpr char name[] = "lgamma";
  static constexpr double bounds[] = {4, 4};
  static constexpr auto apply = [](auto x) { return math::lgamma(x); };
  static constexpr auto exact = [](Long x) { return std::lgamma(x); };
};

// pi / tan(pi x) is taken off below 0; next to its zeros what counts is the last place of 1.
Long digamma(Long x) {
  constexpr Long pi = 3.14159265358979323846264338327950288L;
  if (x == 0) return std::copysign(HUGE_VALL, -x);
  if (x < 0) return x == std::floor(x) ? NAN : digamma(1 - x) - pi / std::tan(pi * (x - std::round(x)));
  Long sum = 0;
  for (; x < 30; ++x) sum -= 1 / x;
  Long const z = 1 / (x * x);
  Long const series = z * (1 / 12.0L - z * (1 / 120.0L - z * (1 / 252.0L - z * (1 / 240.0L - z * (1 / 132.0L)))));
  return std::log(x) - 1 / (2 * x) - series + sum;
}
struct Digamma {
  static constexpr char name[] = "digamma";
  static constexpr double bounds[] = {12, 12};
  static constexpr auto apply = [](auto x) { return math::digamma(x); };
  static constexpr auto exact = [](Long x) { return digamma(x); };
};
struct AgainstOne {
  template <class T>
  static double error(T got, Long exact, T x) {
    double const ulps = error_in_ulp(got, exact);
    // The reflection takes off values of the size of log |x|.
    Long const scale = std::max(x < 0 ? std::log(1 - static_cast<Long>(x)) : Long(0), Long(1));
    return std::isfinite(got) && std::fabs(exact) < scale
               ? static_cast<double>(std::fabs(got - exact) / (scale * std::numeric_limits<T>::epsilon()))
               : ulps;
  }
};

// Below -1/2 the function has a zero next to every integer: there what counts is the last place of lgamma(-x), which
// the reflection takes off, but at least that of 1.
struct Reflected {
  template <class T>
  static double error(T got, Long exact, T x) {
    double const ulps = error_in_ulp(got, exact);
    if (x > T(-0.5) || ulps >= 1e9 || std::isinf(got)) return ulps;
    int size, least;
    std::frexp(std::max(std::lgamma(-static_cast<Long>(x)), Long(1)), &size);
    std::frexp(exact, &least);
    return size > least ? std::ldexp(ulps, least - size) : ulps;
  }
};

}  // namespace

TEMPLATE_TEST_CASE("error functions are accurate over all exponents", "", float, double) {
  check_accuracy<Erf, TestType>({0.75, 1.5, 3.0, 6.0});
  check_accuracy<Erfc, TestType>({0.75, 1.5, 6.0, 10.5, 27.0});
}

TEMPLATE_TEST_CASE("lgamma is accurate over all exponents", "", float, double) {
  check_accuracy<Lgamma, TestType, Reflected>({0.55, 1.6, 3.0, 10.0, 200.0});
}

TEMPLATE_TEST_CASE("digamma is accurate over all exponents", "", float, double) {
  check_accuracy<Digamma, TestType, AgainstOne>({0.55, 1.6, 3.0, 10.0, 200.0});
  CHECK(std::isinf(at<Digamma>(TestType(0))));
  CHECK(std::isnan(at<Digamma>(TestType(-3))));
}

TEMPLATE_TEST_CASE("error functions of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min();
  CHECK(same(at<Erf>(nan), nan));
  CHECK(same(at<Erf>(inf), T(1)));
  CHECK(same(at<Erf>(-inf), T(-1)));
  CHECK(same(at<Erf>(N::lowest()), T(-1)));
  for (T const x : {zero, -zero, least, -least}) {
    CHECK(same(at<Erf>(x), x));
    CHECK(same(at<Erfc>(x), T(1)));
  }
  CHECK(same(at<Erfc>(nan), nan));
  CHECK(same(at<Erfc>(inf), zero));
  CHECK(same(at<Erfc>(N::max()), zero));
  CHECK(same(at<Erfc>(-inf), T(2)));
  CHECK(at<Erfc>(sizeof(T) == 4 ? T(10.05) : T(26.54)) > 0);
}

TEMPLATE_TEST_CASE("lgamma of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0;
  CHECK(same(at<Lgamma>(nan), nan));
  CHECK(same(at<Lgamma>(T(1)), zero));
  CHECK(same(at<Lgamma>(T(2)), zero));
  for (T const x : {zero, -zero, T(-1), T(-2), T(-7), 1 / -N::epsilon(), N::lowest(), N::max(), inf, -inf})
    CHECK(same(at<Lgamma>(x), inf));
  Long factorial = 1;
  for (int n = 2; n < 25; ++n) {
    CHECK(error_in_ulp(at<Lgamma>(T(n + 1)), std::log(factorial *= n)) <= 2);
  }
}

// lgamma is not small by chance there: what counts is the distance from the zero.
TEMPLATE_TEST_CASE("lgamma is accurate next to its zeros at 1 and 2", "", float, double) {
  Sweep<Lgamma, TestType> sweep;
  std::mt19937_64 random(13);
  for (int i = 0; i < 40000; ++i) {
    double const scale = std::ldexp(1.0, -(i % 40));
    sweep(static_cast<TestType>(i % 80 < 40 ? 1 : 2) + within<TestType>(random, -scale / 2, scale / 2));
  }
  sweep.check();
}

TEMPLATE_TEST_CASE("the compiler computes error functions and lgamma as the processor does", "", float, double) {
  check_constant<Erf, TestType>();
  check_constant<Erfc, TestType>();
  check_constant<Lgamma, TestType>();
  using L = tenon::lanes::Lane<TestType, 1>;
  STATIC_REQUIRE(math::erf(L(0)).v[0] == 0);
  STATIC_REQUIRE(math::erfc(L(0)).v[0] == 1);
  STATIC_REQUIRE(math::lgamma(L(2)).v[0] == 0);
}
