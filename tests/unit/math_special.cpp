// SPDX-License-Identifier: MIT
// The error and gamma functions against the C library in long double.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;

TEMPLATE_TEST_CASE("error functions are accurate over all exponents", "", float, double) {
  check_accuracy<Erf, TestType>({0.75, 1.5, 3.0, 6.0});
  check_accuracy<Erfc, TestType>({0.75, 1.5, 6.0, 10.5, 27.0});
  check_accuracy<Ndtr, TestType>({0.75, 1.5, 6.0, 14.5, 39.0});
  check_accuracy<Gelu, TestType>({0.75, 1.5, 6.0, 14.5, 39.0});
}

TEMPLATE_TEST_CASE("lgamma is accurate over all exponents", "", float, double) {
  check_accuracy<Lgamma, TestType>({0.55, 1.6, 3.0, 10.0, 200.0});
}

TEMPLATE_TEST_CASE("digamma is accurate over all exponents", "", float, double) {
  check_accuracy<Digamma, TestType>({0.55, 1.6, 3.0, 10.0, 200.0});
  CHECK(std::isinf(at<Digamma>(TestType(0))));
  CHECK(std::isnan(at<Digamma>(TestType(-3))));
}

TEMPLATE_TEST_CASE("the derivatives of digamma are accurate over all exponents", "", float, double) {
  check_accuracy<Trigamma, TestType>({0.55, 1.6, 3.0, 10.0, 200.0});
  check_accuracy<Polygamma<2>, TestType>({0.55, 3.0, 10.0, 200.0});
  check_accuracy<Polygamma<3>, TestType>({0.55, 10.0});
  check_accuracy<Polygamma<4>, TestType>({0.55, 10.0});
}

TEMPLATE_TEST_CASE("the derivatives of digamma at special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0;
  for (T const x : {zero, -zero, T(-1), T(-7), 1 / -N::epsilon(), N::lowest(), N::denorm_min(), -N::min()})
    CHECK(same(at<Trigamma>(x), inf));
  CHECK(same(at<Polygamma<2>>(zero), -inf));
  CHECK(same(at<Polygamma<2>>(-zero), inf));
  for (T const x : {nan, -inf, T(-1), N::lowest()}) CHECK(same(at<Polygamma<2>>(x), nan));
  for (T const x : {nan, -inf}) CHECK(same(at<Trigamma>(x), nan));
  CHECK(same(at<Trigamma>(inf), zero));
  CHECK(same(at<Polygamma<2>>(inf), -zero));
  CHECK(same(at<Polygamma<4>>(N::max()), -zero));
  // pi^2 / 6, pi^2 / 2, 4 + pi^2 / 2, -2 zeta(3), pi^4 / 15, -24 zeta(5)
  CHECK(error_in_ulp(at<Trigamma>(T(1)), 1.64493406684822643647L) <= 2);
  CHECK(error_in_ulp(at<Trigamma>(T(0.5)), 4.93480220054467930942L) <= 2);
  CHECK(error_in_ulp(at<Trigamma>(T(-0.5)), 8.93480220054467930942L) <= 4);
  CHECK(error_in_ulp(at<Polygamma<2>>(T(1)), -2.40411380631918857080L) <= 2);
  CHECK(error_in_ulp(at<Polygamma<3>>(T(1)), 6.49393940226682914910L) <= 2);
  CHECK(error_in_ulp(at<Polygamma<4>>(T(1)), -24.88626612344087823195L) <= 2);
  check_constant<Trigamma, T>();
  check_constant<Polygamma<4>, T>();
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
  CHECK(same(at<Ndtr>(-inf), zero));
  CHECK(same(at<Ndtr>(zero), T(0.5)));
  CHECK(same(at<Ndtr>(inf), T(1)));
  CHECK(same(at<Ndtr>(nan), nan));
  CHECK(same(at<Gelu>(-inf), -zero));
  CHECK(same(at<Gelu>(-zero), -zero));
  CHECK(same(at<Gelu>(inf), inf));
  CHECK(same(at<Gelu>(nan), nan));
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
