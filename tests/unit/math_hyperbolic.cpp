// SPDX-License-Identifier: MIT
// Hyperbolic functions against the C library in long double.
#include "support/math_functions.hpp"
#include "support/math_sweep.hpp"

using namespace tenon_test;
using namespace tenon_test::functions;

namespace {}  // namespace

TEMPLATE_TEST_CASE("hyperbolic functions are accurate over all exponents", "", float, double) {
  check_accuracy<Sinh, TestType>({0.75, 1.5, 3.0, 100.0, 720.0});
  check_accuracy<TanhShrink, TestType>({0.01, 0.75, 1.5, 3.0});
  check_accuracy<Cosh, TestType>({0.75, 1.5, 3.0, 100.0, 720.0});
  check_accuracy<Asinh, TestType>({0.75, 1.5, 3.0, 100.0, 1e5});
  check_accuracy<Acosh, TestType>({1.1, 1.5, 3.0, 100.0, 1e5});
  check_accuracy<Atanh, TestType>({0.2, 0.5, 1.0, 1.0});
}

TEMPLATE_TEST_CASE("hyperbolic functions of special values", "", float, double) {
  using T = TestType;
  using N = std::numeric_limits<T>;
  T const nan = N::quiet_NaN(), inf = N::infinity(), zero = 0, least = N::denorm_min();
  for (T const x : {inf, -inf, nan}) {
    CHECK(same(at<Sinh>(x), x));
    CHECK(same(at<Asinh>(x), x));
    CHECK(same(at<TanhShrink>(x), x));
    CHECK(same(at<Cosh>(x), x * x));
    CHECK(same(at<Atanh>(x), nan));
  }
  for (T const x : {zero, -zero, least, -least, N::min()}) {
    CHECK(same(at<Sinh>(x), x));
    CHECK(same(at<Asinh>(x), x));
    CHECK(same(at<Atanh>(x), x));
    CHECK(same(at<Cosh>(x), T(1)));
  }
  CHECK(same(at<Atanh>(T(1)), inf));
  CHECK(same(at<Atanh>(T(-1)), -inf));
  CHECK(same(at<Atanh>(std::nextafter(T(1), T(2))), nan));
  CHECK(same(at<Acosh>(T(1)), zero));
  CHECK(same(at<Acosh>(std::nextafter(T(1), T(0))), nan));
  CHECK(same(at<Acosh>(-inf), nan));
  CHECK(same(at<Acosh>(inf), inf));
  CHECK(same(at<Acosh>(nan), nan));
  T const last = static_cast<T>(std::asinh(static_cast<Long>(N::max())));
  CHECK(std::isfinite(at<Sinh>(std::nextafter(last, zero))));
  CHECK(std::isinf(at<Cosh>(std::nextafter(last, inf))));
}

TEMPLATE_TEST_CASE("the compiler computes hyperbolic functions as the processor does", "", float, double) {
  check_constant<Sinh, TestType>();
  check_constant<Cosh, TestType>();
  check_constant<Asinh, TestType>();
  check_constant<Atanh, TestType>();
  using L = tenon::lanes::Lane<TestType, 1>;
  STATIC_REQUIRE(math::sinh(L(0)).v[0] == 0);
  STATIC_REQUIRE(math::cosh(L(0)).v[0] == 1);
  STATIC_REQUIRE(math::acosh(L(1)).v[0] == 0);
  STATIC_REQUIRE(math::atanh(L(1)).v[0] > std::numeric_limits<TestType>::max());
}
